import { createHash } from 'node:crypto';
import type { ServiceDefinitionBody, ServiceItem } from '../../contracts/open311.js';
import type { ServiceRow } from '../../domain/intake/service-definition.js';
import type { ClassView, ReferenceSnapshot } from '../../storage/reference/reference-data.js';
import { chosen, nameOf, type Language } from './language.js';

/** A leaf of the class tree that is public. */
export interface Service {
  readonly view: ClassView;
  readonly group: ClassView | null;
  readonly row: ServiceRow;
}

const known = new WeakMap<ReferenceSnapshot, ReadonlyMap<string, Service>>();

/** All that may be asked for and shown, by the code of the class. Made once for each picture of the reference data. */
export function servicesOf(reference: ReferenceSnapshot): ReadonlyMap<string, Service> {
  const found = known.get(reference) ?? publicServices(reference);
  known.set(reference, found);
  return found;
}

function publicServices({ classes, serviceRows }: ReferenceSnapshot): ReadonlyMap<string, Service> {
  const branches = new Set([...classes.values()].map(({ parent }) => parent));
  const parentOf = ({ parent }: ClassView): ClassView | undefined =>
    parent === null ? undefined : classes.get(parent);
  const isPublic = (view: ClassView): boolean => {
    for (let one: ClassView | undefined = view; one !== undefined; one = parentOf(one)) {
      const said = serviceRows.get(one.code)?.public;
      if (said !== undefined) return said;
      // Wages owed and harm to a child are nobody's public business, unless a row says otherwise.
      if (one.neverDecline) return false;
    }
    return true;
  };
  return new Map(
    [...classes.values()]
      .filter((view) => !branches.has(view.code) && isPublic(view))
      .map((view) => [view.code, { view, group: parentOf(view) ?? null, row: serviceRows.get(view.code) ?? {} }]),
  );
}

/** Changes when the list of services or a definition does, in either language. */
export function fingerprintOf(reference: ReferenceSnapshot): string {
  const services = [...servicesOf(reference).values()];
  return createHash('sha256').update(JSON.stringify(services)).digest('hex');
}

export function presentService({ view, group, row }: Service, language: Language): ServiceItem {
  return {
    service_code: view.code,
    service_name: nameOf(view, language),
    description: row.description ? chosen(row.description, language) : null,
    metadata: (row.attributes ?? []).length > 0,
    type: 'realtime',
    keywords: (row.keywords?.[language] ?? []).join(',') || null,
    group: group && nameOf(group, language),
  };
}

export function presentDefinition({ view, row }: Service, language: Language): ServiceDefinitionBody {
  return {
    service_code: view.code,
    attributes: (row.attributes ?? []).map((attribute, index) => ({
      variable: attribute.variable,
      code: attribute.code,
      datatype: attribute.datatype,
      required: attribute.required,
      datatype_description: attribute.datatypeDescription ? chosen(attribute.datatypeDescription, language) : null,
      order: index + 1,
      description: chosen(attribute.description, language),
      ...(attribute.values && {
        values: attribute.values.map(({ key, name }) => ({ key, name: chosen(name, language) })),
      }),
    })),
  };
}
