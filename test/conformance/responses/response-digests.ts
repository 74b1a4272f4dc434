import type { ClientInitializeOptions } from 'statsig-nodekit';

/**
 * What the official core's responses on the project `eval_proj_dcs.json` come to: the SHA-256 of their canonical text
 * (`canonicalResponse`). They hold from 2022-07-06 to 2029-12-31, between which no clock-based condition of it changes.
 */

/** By format, hash algorithm and user. */
export const RESPONSE_DIGESTS: readonly (readonly [
  format: 0 | 1 | 2,
  hash: 'djb2' | 'sha256' | 'none',
  user: 'A' | 'B' | 'C' | 'D',
  digest: string,
])[] = [
  [0, 'djb2', 'A', '704195b6760d41b8fcbd59da92b4a3ee80e92a0c31ebc605cbfa157db0a14bc7'],
  [0, 'djb2', 'B', '6de39a799792698b14fc9d4ccebab16e6cf7ea5846581a06b53351076097477a'],
  [0, 'djb2', 'C', 'b1c4b48ad17fb84ffd4c5a54ba5f3a3cc79e2b52f923300f88c7338cb5db75c5'],
  [0, 'djb2', 'D', '1f494b973ff358f4d8cb9651f5a65e248103eeca41b6f5a4b8e04d364a2e6974'],
  [0, 'sha256', 'A', '7fe1cd25154b3d946aacb607cde60cc043a388c6696b72f72a9d1cfa44f2c051'],
  [0, 'sha256', 'B', 'c72b2623dfb732cb0ae03ecc749f8dd7a20a7fb3de191b34f8a78f13c0678b6b'],
  [0, 'sha256', 'C', 'a5adff21b68ac9ab6ff35365421eb89133bfdf308f09a5d773d6d6eb1df510fe'],
  [0, 'sha256', 'D', 'ea2685de1570222a78e4d4ae2a8c2589444ab51cf629ef65e88c0c9da7b43ec6'],
  [0, 'none', 'A', 'f9ea99becab47ccf209d515858c4c9d99ac397ad8a4a11063efcc94f897d2109'],
  [0, 'none', 'B', 'a8325b37df2428f0b9a6d3cad5c2b5a5963c1bc8cd35d151c6018faec0038621'],
  [0, 'none', 'C', 'd22b346db28b3fad5b9e22cc5234e1d9d36e57cbf1b168f44ce11fefb8b4a462'],
  [0, 'none', 'D', '9f0da01837cd246b6cd6445f713b55ef4c332d83150eace00e8f8e62ce85ba46'],
  [1, 'djb2', 'A', '2eb56dcf3d50d1b5f188d4c10677c059f46af8e02a18ab0bd0e36ab23071dd88'],
  [1, 'djb2', 'B', '081e5dbaa51206e077005d65bddcbfb1a96c9394c5f883b1956739d684bb0037'],
  [1, 'djb2', 'C', 'e75212bd7cee0d469464269415218ddc6bbbaa4c98535c3ec803d5bd7f6d375d'],
  [1, 'djb2', 'D', '36055a24032a9922cf868f0309014455b1e8522346d8fac80f66afe1d7be31f3'],
  [1, 'sha256', 'A', '5ad189128b841ee552d38d86d3ce6622ad409702aa58f76c6f18f07b9ca7f0b4'],
  [1, 'sha256', 'B', 'a5a757809d860be79fcc85c31687fd1fc1ebc9161dd55e361caf234d776c3843'],
  [1, 'sha256', 'C', '90e845e5ad55b38f4f9d5e47da29a1f5cf04b61a2fb22f28c8b7b991626ef459'],
  [1, 'sha256', 'D', '6d2649f2cf2d76fccdcdd9826a228ad683607b993766b086bb0c53471e5d3d94'],
  [1, 'none', 'A', '877b2dfb2045d35a21484cdfe8cb2e3f19f47dc84a65c657b2cdf200e89f51c3'],
  [1, 'none', 'B', '6aa253935f9b085306c3cabd50462ad687a043ed3326462d897cffe1070d0c6e'],
  [1, 'none', 'C', '4792a08f045529b1c7485a920ef0cecbd584001248f9dc613d60fe49d494924e'],
  [1, 'none', 'D', 'd034605ef62dbe2f95251637a39ee09cd5bb2ee05fef6fac6421226b27f6ec75'],
  [2, 'djb2', 'A', '9f8390fad7e0e48038d0098d9c918b7d5aaf2e27de27e4f7c775607760ede692'],
  [2, 'djb2', 'B', '791d6010e984aa49194c6c9a0014e2b0479cee597ab48a2ed3dfa091c86caac5'],
  [2, 'djb2', 'C', '03e1a57cbe38a770d34dcf9e66fcb74d6ce39b1958b62f87413175eda339c5b4'],
  [2, 'djb2', 'D', '72a641e8e64f9d7ade26748df71b75a22211bf8af7336a790c4037b484ab52ea'],
  [2, 'sha256', 'A', '130555400fe1e9cbea4c4d68596aeddc6dd4cc397a4e1ba5ccef3b28382a6600'],
  [2, 'sha256', 'B', '12d0b20c2904032561b53ad355cbd48b8603421e59eb57adad072186cbcf786c'],
  [2, 'sha256', 'C', 'b12f5bed3497d894b25ff09257b7c02de23dc5893a67007af39e3df860534433'],
  [2, 'sha256', 'D', 'b42d1fc83a1dbcc6dd8d30220af146278a96b7f1598dec40c428fc9f39e24a64'],
  [2, 'none', 'A', '6098575f1ed0bea94bb100a4a9ec94b2b42f6f2854cbccd1fd326e372c33a58d'],
  [2, 'none', 'B', '5f680754155963d461a41c33df4b7cd8e3f1ec61baa533239934d2a8a41ba892'],
  [2, 'none', 'C', '51e69acd4118d2e9af0cc8b51cd4d9f11a48ffd15e63dc3391aa8a3c0c5fd90a'],
  [2, 'none', 'D', '69fef5f3a64bb00003ef03d06d5c751fd49be296399905de4e08a5ca9efef879'],
];

/** By user, the first half of the digest of each map, in format 0 without hashing. */
export const SECTION_DIGESTS: readonly (readonly [
  user: 'A' | 'B' | 'C' | 'D',
  digests: Readonly<Record<'feature_gates' | 'dynamic_configs' | 'layer_configs' | 'param_stores', string>>,
])[] = [
  [
    'A',
    {
      feature_gates: 'c47ba7658a7052e3bce2da28b85e907b',
      dynamic_configs: 'f71f21b443ba0e50c8d99895e86217ae',
      layer_configs: '531a00aef3725f1641ee389c4e19b347',
      param_stores: 'b035a26228b417b963798f09acd8d075',
    },
  ],
  [
    'B',
    {
      feature_gates: '381457ba262d9c5a92dee05eafda4700',
      dynamic_configs: '1341d37e5922f1bdf55cd1aee8b255ac',
      layer_configs: '5eca6bfe362ed75162d9462e0fd8c64f',
      param_stores: 'b035a26228b417b963798f09acd8d075',
    },
  ],
  [
    'C',
    {
      feature_gates: 'b7f88dcacdc455cced442e6897448632',
      dynamic_configs: '62c23017cedbb8ae89d6b90882f874dc',
      layer_configs: 'd395bfc95edbc3531946ec19ea8e0609',
      param_stores: 'b035a26228b417b963798f09acd8d075',
    },
  ],
  [
    'D',
    {
      feature_gates: '6c60442a0627435df9c6a5df48947225',
      dynamic_configs: '947e1c6bcf85ed7139089ab797300d42',
      layer_configs: '742e99c60b4cd6df20043227c4455609',
      param_stores: 'b035a26228b417b963798f09acd8d075',
    },
  ],
];

/** By options, for user B in format 0 with djb2; with the numbers of gates, configs, layers and parameter stores. */
export const OPTION_DIGESTS: readonly (readonly [
  options: ClientInitializeOptions,
  digest: string,
  counts: readonly number[],
])[] = [
  [{ removeIdType: true }, '09a05e19fc75c43818d1e3074b07ff08b476d2d15951f615c7378b58fdd96177', [69, 65, 12, 1]],
  [
    { removeDefaultValueGates: true },
    'd03e5f6f7115ba0241e3cbb85c34a0da2377a2094872b2ade3b259f77a543e4a',
    [51, 65, 12, 1],
  ],
  [
    { removeIdType: true, removeDefaultValueGates: true },
    '059648e32843942d9164f537055027eea3905fcc9a773f2a5e209f961d5663e6',
    [51, 65, 12, 1],
  ],
  [
    { featureGateFilter: ['test_public'] },
    '0bd21f0d36bc2cb543ffeb3bba329a39db9b3551d175c5f2c32c4373a5652f4f',
    [1, 65, 12, 1],
  ],
  [{ experimentFilter: [] }, 'd88ce3b5432ceec9b84032b1ed19deb24b8e837bec5a7c33b3897845fba6ee8b', [69, 11, 12, 1]],
  [{ dynamicConfigFilter: [] }, '29c54cf3742a5d7ce704f43fa46bb21a2e60e9bd5c57670eb0172ef37e12806f', [69, 56, 12, 1]],
  [{ layerFilter: [] }, 'ba1965e888bd216ea1a487433a194e13e01d5c1e963560fbdc5967d2b96409e5', [69, 65, 0, 1]],
  [{ paramStoreFilter: [] }, '63eaefe944677a128f57042d0c9108539769ddfde461acc9272cd386f3aed53d', [69, 65, 12, 0]],
  [
    { clientSdkKey: 'client-5TGH1KeV517zuQuHvVbNA3KWRf6d2zKlc29ykjwEhdO' },
    '6de39a799792698b14fc9d4ccebab16e6cf7ea5846581a06b53351076097477a',
    [69, 65, 12, 1],
  ],
  [
    { clientSdkKey: 'client-unknown' },
    '6de39a799792698b14fc9d4ccebab16e6cf7ea5846581a06b53351076097477a',
    [69, 65, 12, 1],
  ],
];
