/** Claims as their table has them. */
import type { Claim } from '../unit-of-work.ts';

export interface ClaimRow {
  readonly slot: string;
  readonly holder: string;
  readonly expires: number | null;
  readonly is_overruled: number;
}

/** The row as the port has it. */
export const toClaim = ({ slot, holder, expires, is_overruled }: ClaimRow): Claim => ({
  slotId: slot,
  holder,
  ...(expires === null ? {} : { expiresAt: expires }),
  ...(is_overruled ? { isOverruled: true } : {}),
});
