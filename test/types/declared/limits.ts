/** Values of a dynamic config, as an application may have them beside its declaration. */
export interface Limits {
  items: number;
  label: string;
  tags?: string[];
}
