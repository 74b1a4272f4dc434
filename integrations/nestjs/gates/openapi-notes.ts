import 'reflect-metadata';
import { Inject, Injectable } from '@nestjs/common';
import { ModulesContainer } from '@nestjs/core';
import { describeGate } from './describe-gate.js';
import { gateRequirementsOf } from './gate-requirements.js';

// Where `@nestjs/swagger` keeps what it writes of an operation (checked by a test). It reads this when a document is made,
// and need not be there.
const operationKey = 'swagger/apiOperation';
const extensionKey = 'swagger/apiExtension';
const notedKey = Symbol.for('statsig-nodekit.nestjs.openapi-note');

/** Notes on each route behind gates what they are, for documents of `@nestjs/swagger`; `StatsigModule` provides it. */
@Injectable()
export class OpenApiNotes {
  constructor(@Inject(ModulesContainer) modules: ModulesContainer) {
    for (const { controllers } of modules.values()) {
      for (const { metatype } of controllers.values()) {
        if (typeof metatype === 'function') noteGates(metatype);
      }
    }
  }
}

type ControllerClass = Parameters<typeof gateRequirementsOf>[0] | CallableFunction;

function noteGates(controller: ControllerClass): void {
  for (const method of methodsOf(controller)) {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- Nest makes controllers of classes alone
    const requirements = gateRequirementsOf(controller as Parameters<typeof gateRequirementsOf>[0], method);
    if (requirements.length === 0 || Reflect.hasOwnMetadata(notedKey, method)) continue;
    const gates = requirements.map(({ expression }) => describeGate(expression));
    const operation: { readonly description?: string } = Reflect.getMetadata(operationKey, method) ?? {};
    const note = `Behind a feature gate: ${gates.join('; and ')}.`;
    const description = operation.description === undefined ? note : `${operation.description}\n\n${note}`;
    Reflect.defineMetadata(operationKey, { ...operation, description }, method);
    const extensions: object = Reflect.getMetadata(extensionKey, method) ?? {};
    Reflect.defineMetadata(extensionKey, { ...extensions, 'x-feature-gates': gates }, method);
    // A class may be part of several applications of one process.
    Reflect.defineMetadata(notedKey, true, method);
  }
}

function methodsOf(controller: ControllerClass): CallableFunction[] {
  const methods: CallableFunction[] = [];
  let owner: unknown = controller.prototype;
  while (typeof owner === 'object' && owner !== null && owner !== Object.prototype) {
    for (const [name, { value }] of Object.entries(Object.getOwnPropertyDescriptors(owner))) {
      if (typeof value === 'function' && name !== 'constructor') methods.push(value);
    }
    owner = Object.getPrototypeOf(owner);
  }
  return methods;
}
