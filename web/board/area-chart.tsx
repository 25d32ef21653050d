import { geoJSON, map, svg, type Layer, type Map as LeafletMap, type Path } from 'leaflet';
import 'leaflet/dist/leaflet.css';
import { useEffect, useRef } from 'react';

/** GeoJSON, as the API gives it. */
type Outlines = { readonly features: readonly object[] };

export interface Place {
  readonly unit: string;
  readonly name: string;
  readonly count: number;
  readonly late: number;
}

/** The style of what is late fills with it. */
const HATCH = 'area-hatch';
const SVG = 'http://www.w3.org/2000/svg';

/** Outlines alone, and nothing from anywhere else. What it shows stands in the table beside it, for keys as well. */
export function AreaChart({
  outlines,
  places,
  label,
  onOpen,
}: {
  outlines: Outlines;
  places: readonly Place[];
  label: string;
  onOpen: (unit: string) => void;
}) {
  const ground = useRef<HTMLDivElement>(null);
  const open = useRef(onOpen);
  useEffect(() => {
    open.current = onOpen;
  });
  useEffect(() => {
    const into = ground.current;
    if (!into) return undefined;
    const drawn = map(into, {
      ...{ attributionControl: false, zoomControl: false, keyboard: false, scrollWheelZoom: false },
      ...{ zoomSnap: 0, fadeAnimation: false, zoomAnimation: false, renderer: svg() },
    });
    const known = new Map(places.map((place) => [place.unit, place]));
    const most = Math.max(1, ...places.map(({ count }) => count));
    const shown = geoJSON(outlines as unknown as GeoJSON.FeatureCollection, {
      filter: ({ id }) => known.has(String(id)),
      style: (feature) => {
        const { count = 0 } = known.get(String(feature?.id)) ?? {};
        return {
          className: 'area',
          weight: 1.5,
          fillOpacity: 0.08 + 0.6 * (count / most),
        };
      },
      onEachFeature: ({ id }, layer) => tell(layer, known.get(String(id)), () => open.current(String(id))),
    }).addTo(drawn);
    const late = geoJSON(outlines as unknown as GeoJSON.FeatureCollection, {
      filter: ({ id }) => (known.get(String(id))?.late ?? 0) > 0,
      style: { className: 'area-late', stroke: false, fillOpacity: 0.8 },
      interactive: false,
    }).addTo(drawn);
    addHatch(drawn);
    const fit = (): void => {
      drawn.invalidateSize();
      if (shown.getLayers().length > 0) drawn.fitBounds(shown.getBounds(), { padding: [8, 8], animate: false });
    };
    fit();
    late.bringToFront();
    const watch = new ResizeObserver(fit);
    watch.observe(into);
    return () => {
      watch.disconnect();
      drawn.remove();
    };
  }, [outlines, places]);
  return <div ref={ground} className="area-map" role="img" aria-label={label} />;
}

function tell(layer: Layer, place: Place | undefined, onClick: () => void): void {
  if (!place) return;
  const words = document.createElement('span');
  // As text: names are what an administrator wrote.
  words.textContent = `${place.name} ${place.count}${place.late > 0 ? ` ▲${place.late}` : ''}`;
  (layer as Path).bindTooltip(words, { permanent: true, direction: 'center' });
  layer.on('click', onClick);
}

function addHatch(drawn: LeafletMap): void {
  const root = drawn.getPanes().overlayPane.querySelector('svg');
  if (!root) return;
  const element = (name: string, attributes: Readonly<Record<string, string>>): Element => {
    const made = document.createElementNS(SVG, name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    return made;
  };
  const pattern = element('pattern', {
    ...{ id: HATCH, width: '8', height: '8', patternUnits: 'userSpaceOnUse', patternTransform: 'rotate(45)' },
  });
  pattern.append(element('rect', { width: '2', height: '8', class: 'area-hatch' }));
  const defs = element('defs', {});
  defs.append(pattern);
  root.prepend(defs);
}
