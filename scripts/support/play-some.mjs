import { randomUUID } from 'node:crypto';

const REPLY = {
  facts: '检修后管道有沉积物',
  basis: '城市供水条例',
  measures: '已冲洗管道',
  contacted: '电话告知',
  text: '水质已恢复正常。',
};

/** Some tickets in many states, by the accounts of the demonstration, as its people would. */
export async function playSome(apiUrl, accounts) {
  const keyOf = (role, unit) =>
    accounts.find((one) => one.role === role && (unit === undefined || one.unit === unit)).apiKey;
  async function post(key, path, body) {
    const response = await fetch(`${apiUrl}/api/v1${path}`, {
      method: 'POST',
      headers: {
        Authorization: `Bearer ${key}`,
        'Content-Type': 'application/json',
        'If-Match': '*',
        'Idempotency-Key': randomUUID(),
      },
      body: JSON.stringify(body),
    });
    const answer = await response.json();
    if (!response.ok) throw new Error(`${path}: ${response.status} ${answer.detail}`);
    return answer;
  }
  const register = (title, text, changes = {}) =>
    post(keyOf('operator'), '/tickets', {
      ...{ channel: 'phone', type: 'help', urgency: 'P2', classCode: '030102', replyWanted: true, title, text },
      citizen: { name: '王女士', phone: '13800001234' },
      address: { text: '松堤街道花园小区3号楼', area: 'east-tinglan' },
      ...changes,
    });
  const act = (id, role, command, body = {}, unit = undefined) =>
    post(keyOf(role, unit), `/tickets/${id}/actions/${command}`, body);
  const accepted = async (...of) => {
    const ticket = await register(...of);
    await act(ticket.id, 'operator', 'accept');
    return ticket;
  };
  const dispatched = async (...of) => {
    const ticket = await accepted(...of);
    await act(ticket.id, 'dispatcher', 'dispatch', {
      unit: 'water',
      coUnits: ['housing'],
      reason: '供水水质由水务部门负责',
    });
    return ticket;
  };
  const inProgress = async (...of) => {
    const ticket = await dispatched(...of);
    await act(ticket.id, 'handler', 'acknowledge', {}, 'water');
    return ticket;
  };
  await register('小区门口井盖破损', '建设路十二号门口的井盖碎了，晚上有人摔倒。');
  await accepted('路灯不亮', '花园路路灯连续三天不亮，老人出行不便。', { urgency: 'P1' });
  for (const n of [1, 2, 3]) await dispatched(`自来水发黄（${n}号楼）`, '小区从昨晚开始自来水发黄，有异味。');
  const asked = await inProgress('水压不足，六楼以上整天无水', '从上周一开始，六楼以上整天没有水，物业说要等水务局。');
  await act(asked.id, 'handler', 'recordContact', { note: '已电话联系，约今日上门' }, 'water');
  await act(
    asked.id,
    'handler',
    'requestExtension',
    { workingDays: 2, code: 'outsideConditions', reason: '需更换配件，供货要两天', basis: '供水设施维修规程第12条' },
    'water',
  );
  const urged = await inProgress(
    '水表读数与账单不符，多次反映仍未处理，希望尽快核实并退还多收的水费'.repeat(2),
    '上月水费比平时多三倍。',
  );
  await act(urged.id, 'supervisor', 'urge', { reason: '市民再次来电，请尽快答复' });
  await act(urged.id, 'supervisor', 'supervise', { level: 2, demand: '三日内书面说明原因' });
  const replied = await inProgress('水管爆裂', '路面积水严重。');
  await act(replied.id, 'handler', 'reply', { ...REPLY, openTasksReason: '住建部门另行答复' }, 'water');
  const toCall = await inProgress('停水未提前通知', '昨天停水六小时没有通知。');
  await act(toCall.id, 'handler', 'reply', { ...REPLY, openTasksReason: '住建部门另行答复' }, 'water');
  await act(toCall.id, 'reviewer', 'reviewReply', { accept: true });
  return { inProgress: urged.number };
}
