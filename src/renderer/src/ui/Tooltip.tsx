import { later } from './later.tsx';
import type { TooltipProps } from './OpenTooltip.tsx';

const OpenTooltip = later(() => import('./OpenTooltip.tsx').then((file) => file.OpenTooltip));

/** A few words beside what they are about, inside the window wherever that is. They never take the focus. */
export function Tooltip(props: TooltipProps) {
  return props.about && <OpenTooltip {...props} />;
}
