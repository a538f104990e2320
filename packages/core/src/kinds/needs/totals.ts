/**
 * What a line's contributions add up to, per unit. Nothing here is stored, so nothing can drift; it
 * reads only views of pledges and deliveries.
 */
import { addAmounts, isUnit, unitKey } from './quantity.ts';
import type { DeliveryView, PledgeView, Quantity, UnitTotal } from './types.ts';

interface Sums {
  readonly unit: string;
  wanted?: number;
  promised: number;
  inTransit: number;
  arrived: number;
}

/** What may still come of a pledge: nothing once it is received, short, refused or cancelled. */
const outstanding = (pledge: PledgeView): number =>
  Math.max(0, pledge.quantity.amountThousandths - pledge.arrivedThousandths);

export const totalsOf = (
  wanted: Quantity | undefined,
  pledges: readonly PledgeView[],
  deliveries: readonly DeliveryView[],
): readonly UnitTotal[] => {
  const sumsByUnit = new Map<string, Sums>();
  const sums = ({ unit }: Quantity): Sums => {
    const key = unitKey(unit);
    const found = sumsByUnit.get(key) ?? { unit, promised: 0, inTransit: 0, arrived: 0 };
    sumsByUnit.set(key, found);
    return found;
  };

  if (wanted) sums(wanted).wanted = wanted.amountThousandths;
  for (const pledge of pledges) {
    const sum = sums(pledge.quantity);
    if (pledge.state === 'offered' || pledge.state === 'accepted') {
      sum.promised = addAmounts(sum.promised, outstanding(pledge));
    } else if (pledge.state === 'in_transit') {
      sum.inTransit = addAmounts(sum.inTransit, outstanding(pledge));
    }
  }
  for (const delivery of deliveries) {
    if (delivery.isWithdrawn) continue;
    const sum = sums(delivery.quantity);
    sum.arrived = addAmounts(sum.arrived, delivery.quantity.amountThousandths);
  }

  return [...sumsByUnit.values()]
    .filter((sum) => sum.wanted !== undefined || sum.promised + sum.inTransit + sum.arrived > 0)
    .map(totalOf);
};

const totalOf = ({ unit, wanted, promised, inTransit, arrived }: Sums): UnitTotal => {
  const coming = addAmounts(addAmounts(promised, inTransit), arrived);
  return {
    unit,
    ...(isUnit(unit) && { unitId: unit }),
    ...(wanted !== undefined && { wantedThousandths: wanted }),
    promisedThousandths: promised,
    inTransitThousandths: inTransit,
    arrivedThousandths: arrived,
    openThousandths: wanted === undefined ? 0 : Math.max(0, wanted - coming),
    overThousandths: wanted === undefined ? 0 : Math.max(0, coming - wanted),
  };
};
