import { useEffect } from 'react';
import { type DeviceView, deviceWishes } from '../../../shared/device-view.ts';
import { sentenceOf } from '../../../shared/words/sentence-of.ts';
import { usePageState, useWords } from '../state/page-context.ts';
import { useNowMs } from '../ui/use-now.ts';
import { ModelsSection } from './ModelsSection.tsx';
import { useModelsPlace, useObserved } from './models-context.ts';
import './model-devices.css';

/** What answers are computed on: what was found, proven and measured, and what is taken of it. */
export function ModelDevices() {
  const all = useWords();
  const { devices: words } = all.models;
  const { devices } = useModelsPlace();
  const mishap = useObserved(devices.state, (state) => state.mishap);
  const inUse = usePageState(({ model }) => model?.name);
  const view = useObserved(devices.state, (state) => state.view);
  useEffect(() => devices.watch(), [devices]);
  if (view === null) return null;
  return (
    <ModelsSection name="devices" title={words.title} note={inUse && all.forms.of(inUse)} lead={words.lead}>
      <ul className="devices">
        {view.devices.map((device) => (
          <DeviceRow key={device.device} view={device} />
        ))}
      </ul>
      {mishap && (
        <p role="alert" className="note bring-note">
          {sentenceOf(all, mishap)}
        </p>
      )}
      <fieldset className="device-wish">
        <legend>{words.wish}</legend>
        {deviceWishes.map((wish) => (
          <label key={wish} className="check">
            <input
              type="radio"
              name="device-wish"
              data-testid="setting"
              data-setting="device"
              value={wish}
              checked={view.wish === wish}
              onChange={() => devices.wish(wish)}
            />
            <span>
              {words.wishes[wish]} <small>{words.wishSays[wish]}</small>
            </span>
          </label>
        ))}
      </fieldset>
    </ModelsSection>
  );
}

/** One of them. One that was not found can be looked for again as well: a driver may have come since. */
export function DeviceRow({ view }: { readonly view: DeviceView }) {
  const { devices: words } = useWords().models;
  const { device, trial, isUsed, because } = view;
  return (
    <li className="device" data-testid="device" data-device={device} data-trial={trial.type} data-used={isUsed}>
      <div className="device-head">
        <span className="device-name">{words.name[device]}</span>
        {isUsed && (
          <span className="model-mark">
            <span className="dot" />
            {words.isUsed}
          </span>
        )}
        <span className="grow" />
        <Measure view={view} />
      </div>
      <div className="device-facts">
        <span>{device === 'cpu' ? words.reference : words.state[trial.type]}</span>
        {trial.type === 'proven' && <span>{words.speed(trial.decodeTokensPerSecond)}</span>}
        {because !== null && <span>{words.because[because]}</span>}
      </div>
      <Why view={view} />
    </li>
  );
}

/** What was measured of it, or the reason that it cannot be had. */
function Why({ view: { device, trial } }: { readonly view: DeviceView }) {
  const words = useWords();
  const nowMs = useNowMs();
  if (trial.type === 'proven') {
    // The others are compared with it.
    if (device === 'cpu') return null;
    return <p className="device-why">{words.models.devices.proven(trial.largestDifference, trial.atMs, nowMs)}</p>;
  }
  const failure = trial.type === 'refused' || trial.type === 'notFound' ? trial.failure : null;
  return failure && <p className="device-why">{sentenceOf(words, failure)}</p>;
}

/** The CPU is measured along with what is compared with it. */
function Measure({ view: { device, trial } }: { readonly view: DeviceView }) {
  const { devices: words } = useWords().models;
  const { devices } = useModelsPlace();
  if (device === 'cpu') return null;
  const isTrying = trial.type === 'trying';
  const isFirst = trial.type === 'untried' || isTrying;
  return (
    <button
      type="button"
      className="button quiet small"
      data-testid="device-measure"
      aria-label={isFirst ? words.measureNamed(device) : words.againNamed(device)}
      // It keeps the focus meanwhile.
      aria-disabled={isTrying}
      onClick={() => !isTrying && devices.measure(device)}
    >
      {isFirst ? words.measure : words.again}
    </button>
  );
}
