/** One thing that was measured, and what it is to be. */
export interface Figure {
  readonly what: string;
  /** With its sign and unit: `< 100 ms`. */
  readonly target: string;
  readonly measured: string;
  readonly isMet: boolean;
}

/** Figures as a Markdown table. */
export function figuresOf(figures: readonly Figure[]): string {
  return [
    '| | target | measured | |',
    '| --- | ---: | ---: | --- |',
    ...figures.map((one) => `| ${one.what} | ${one.target} | ${one.measured} | ${one.isMet ? 'met' : 'missed'} |`),
  ].join('\n');
}
