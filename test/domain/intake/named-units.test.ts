import { unitsNamedIn, type NamedUnit } from '../../../domain/intake/named-units.js';

const unit = (id: string, name: string, nameEn = `Unit ${id}`): NamedUnit => ({ id, name, nameEn });
const UNITS = [
  unit('city', '澄川市人民政府'),
  unit('urban', '市城市管理局', 'Urban Management Bureau'),
  unit('east-urban', '临澜区城市管理局'),
  unit('housing', '市住房和城乡建设局'),
  unit('market', '市市场监督管理局'),
  unit('street', '临澜区听澜街道'),
  unit('east', '临澜区人民政府'),
];
const named = (text: string): string[] => unitsNamedIn(text, UNITS);

describe('the units that a report names', () => {
  it.each([
    ['举报市城市管理局的人收红包', ['urban', 'east-urban']],
    ['城管局的人收红包', ['urban', 'east-urban']],
    ['临澜区城管局的人收红包', ['urban', 'east-urban']],
    ['住 建 局审批要钱', ['housing']],
    ['市場監督管理局徇私', ['market']],
    ['市监局徇私', ['market']],
    ['听澜街道的书记', ['street']],
    ['临澜区政府大楼', ['east']],
    ['the urban management bureau takes money', ['urban']],
  ])('by %s are %j', (text, units) => {
    expect(named(text)).toEqual(units);
  });

  it.each(['临澜区的路灯坏了', '人民政府为人民', '管理局', '市里', ''])('are none by %j', (text) => {
    expect(named(text)).toEqual([]);
  });
});
