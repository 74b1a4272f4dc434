/** Parts of the evaluator that need external data; a generator leaves out what is switched off. */
export interface GeneratorFeatures {
  /** `ua_based` conditions, and users with user agents. */
  readonly userAgents: boolean;
  /** `ip_based` conditions, and users with IP addresses. */
  readonly ipAddresses: boolean;
  /** The operators `in_segment_list` and `not_in_segment_list`. No list exists, so membership is false. */
  readonly idLists: boolean;
}

/** Everything that a payload and a user decide by themselves. */
export const SELF_CONTAINED: GeneratorFeatures = { userAgents: false, ipAddresses: false, idLists: false };
