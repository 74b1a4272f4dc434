import { type DynamicModule, Module } from '@nestjs/common';
import { createTestStatsig, TestStatsig, type TestStatsigOptions } from 'statsig-nodekit/testing';
import type { StatsigModuleExtras, StatsigModuleOptions } from '../module/statsig-module-options.js';
import { StatsigModule } from '../module/statsig.module.js';

/** What of `StatsigModule.forRoot` plays a part in tests: most of all `user`. */
export type StatsigTestingModuleOptions = Omit<StatsigModuleOptions, 'client' | 'sdkKey' | 'options'> &
  Partial<StatsigModuleExtras>;

/**
 * Stands where the application has its `StatsigModule`, with a client whose answers the test decides: no network, no timers, and
 * what is exposed and logged is recorded. Guards, decorators and the service are the real ones.
 */
@Module({})
export class StatsigTestingModule {
  /**
   * The module for a test. The client can be had by `moduleRef.get(TestStatsig)`, to change answers and to look at records.
   *
   * @param definitions what is answered, as for `createTestStatsig`. @default every check gets its default
   * @param moduleOptions as for `StatsigModule.forRoot`
   * @throws TypeError for a definition that is none of its kind
   * @throws StatsigModuleOptionsError when an option of the module is unknown or of a wrong form
   */
  static forTest(definitions?: TestStatsigOptions, moduleOptions: StatsigTestingModuleOptions = {}): DynamicModule {
    const client = createTestStatsig(definitions);
    return {
      module: StatsigTestingModule,
      global: moduleOptions.isGlobal ?? true,
      imports: [StatsigModule.forRoot({ ...moduleOptions, client })],
      providers: [{ provide: TestStatsig, useValue: client }],
      exports: [TestStatsig, StatsigModule],
    };
  }
}
