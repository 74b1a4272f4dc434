/**
 * A small project in the wire format:
 * gates `open` (everyone), `closed` (nobody), `for_ann` (user ann), `for_signed_in` (any userID but the empty one),
 * `for_local` (the address 127.0.0.1);
 * config `limits` (`items: 10`, for ann 100), experiment `button_color` (`color: blue`, for ann red), layer `promo`
 * (`cta: Buy`), parameter store `shop_window` (`title: Welcome`, `sale` by the gate `for_ann`).
 */
export function nestSpecs(): object {
  return {
    has_updates: true,
    time: 1_700_000_000_000,
    feature_gates: {
      open: gate([rule('everyone', true, ['everyone'])]),
      closed: gate([]),
      for_ann: gate([rule('ann', true, ['is_ann'])]),
      for_signed_in: gate([rule('signed_in', true, ['has_id'])]),
      for_local: gate([rule('local', true, ['is_local'])]),
    },
    dynamic_configs: {
      limits: config('dynamic_config', { items: 10 }, [rule('ann', { items: 100 }, ['is_ann'])]),
      button_color: {
        ...config('experiment', {}, [
          { ...rule('treatment', { color: 'red' }, ['is_ann']), groupName: 'Treatment', isExperimentGroup: true },
          { ...rule('control', { color: 'blue' }, ['everyone']), groupName: 'Control', isExperimentGroup: true },
        ]),
        isActive: true,
      },
    },
    layer_configs: { promo: config('layer', { cta: 'Buy' }, []) },
    param_stores: {
      shop_window: {
        targetAppIDs: [],
        parameters: {
          title: { ref_type: 'static', param_type: 'string', value: 'Welcome' },
          sale: {
            ref_type: 'gate',
            param_type: 'boolean',
            gate_name: 'for_ann',
            pass_value: true,
            fail_value: false,
          },
        },
      },
    },
    experiment_to_layer: {},
    condition_map: {
      everyone: { type: 'public', idType: 'userID', targetValue: null, operator: null, field: null },
      is_ann: { type: 'user_field', idType: 'userID', targetValue: ['ann'], operator: 'any', field: 'userID' },
      has_id: { type: 'user_field', idType: 'userID', targetValue: [''], operator: 'none', field: 'userID' },
      is_local: { type: 'user_field', idType: 'userID', targetValue: ['127.0.0.1'], operator: 'any', field: 'ip' },
    },
  };
}

function gate(rules: readonly object[]): object {
  return { ...config('feature_gate', false, rules), type: 'feature_gate' };
}

function config(entity: string, defaultValue: unknown, rules: readonly object[]): object {
  return { type: 'dynamic_config', entity, salt: entity, enabled: true, defaultValue, rules, idType: 'userID' };
}

function rule(id: string, returnValue: unknown, conditions: readonly string[]): object {
  return { name: id, id, salt: id, passPercentage: 100, returnValue, conditions, idType: 'userID' };
}
