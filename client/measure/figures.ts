// Statistics, and the table that is printed.

export const median = (values: number[]) => quantile(values, 0.5)

export function quantile(values: number[], part: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))] ?? NaN
}

export interface Figure {
  what: string
  value: number
  unit: string
  /** At most this; for what should be large, at least. */
  goal: number
  isLeast?: boolean
}

export function print(figures: Figure[]): void {
  console.log('| figure | measured | goal | met |\n| --- | ---: | ---: | --- |')
  for (const { what, value, unit, goal, isLeast } of figures) {
    const isMet = isLeast ? value >= goal : value <= goal
    const rounded = Math.round(value * 10) / 10
    console.log(`| ${what} | ${rounded} ${unit} | ${isLeast ? '>=' : '<='} ${goal} ${unit} | ${isMet ? 'yes' : 'NO'} |`)
  }
}
