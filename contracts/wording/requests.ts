import { FILES_IN_CHINESE } from './files.js';

/** What is said of requests before the rules are asked, or beside them. Like `RULES_IN_CHINESE`. */
export const REQUESTS_IN_CHINESE: Readonly<Record<string, string>> = {
  'The body does not fit; nothing was done.': '请求体不符合约定，未执行任何操作。',
  'The body does not fit.': '请求体不符合约定。',
  'Whoever asks for what is kept back, or grants it, has signed in within the last quarter of an hour.':
    '申请或批复揭示须在最近十五分钟内登录过。',
  'The telephone platform gave no number, so nothing was granted.': '电话平台未能提供中间号，本次未予批准。',
  'Somebody else was faster: this request is decided or withdrawn.': '该申请已由他人批复或撤回。',
  'This ticket has no request with this id that you may see.': '该工单没有您可查看的此编号的揭示申请。',
  'You have looked at {1} protected tickets or pages of them lately. Nothing is shown to you until some time has passed, and the auditors were told.':
    '您近期查阅受保护工单或其列表已达 {1} 次，暂不再显示，并已告知审计人员。',
  'That this was looked at could not be written down, so it is not shown. Ask again in a moment.':
    '查阅记录未能写入，因此不予显示。请稍后再试。',
  'The query does not fit.': '查询参数不符合约定。',
  'The form does not fit.': '表单不符合约定。',
  'The workflow engine went away before this ticket was tried. It was not done.': '流程引擎中断，该工单未执行。',
  'The ticket is at version {1} by now.': '工单现为版本 {1}。',
  'There is no policy pack {1} that could have texts of its own.': '没有规则包 {1}，不能为其另设通知用语。',
  'The hours for all others are never removed; change them.': '通用办公时间不能删除，只能修改。',
  'Write a time of day as HH:MM.': '请按 HH:MM 填写时刻。',
  'Office hours have at least one interval.': '办公时间至少须有一段。',
  'The interval from {1} to {2} ends before it begins.': '{1} 至 {2} 的时段结束早于开始。',
  'The interval from {1} begins before the one ahead of it has ended.': '自 {1} 起的时段与前一时段重叠。',
  'The working day ends at {1}, and its last interval only at {2}.': '工作日于 {1} 结束，而最后一段至 {2} 才结束。',
  'These texts cannot be used: {1}': '通知用语不可用：{1}',
  'This is no code of an approved text message.': '这不是已报备短信模板的代码。',
  'There is no policy pack {1}@{2}.': '没有规则包 {1}@{2}。',
  'There is no policy pack {1}@{2}. Publish it first.': '没有规则包 {1}@{2}，请先发布。',
  '{1} is published already and reads otherwise. Raise its version.': '{1} 已发布且内容不同，请提高版本号。',
  'Some assignment must hold for every unit and channel, from now on and without an end, so that every ticket has a pack.':
    '须有一条对所有单位与渠道自现在起长期有效的指派，以保证每件工单都有规则包。',
  'Some ticket would be left without a pack. Leave an assignment for every unit and channel, without an end.':
    '将有工单没有规则包可用。请保留一条对所有单位与渠道长期有效的指派。',
  'The pack gives other dates than these, {1} times; {2}': '规则包给出的日期与所列不符，共 {1} 处；{2}',
  'It ends before it begins.': '结束早于开始。',
  'A code is lower case words joined by hyphens.': '代码由小写单词以连字符连接而成。',
  'A name is lower case words joined by hyphens.': '名称由小写单词以连字符连接而成。',
  'It is at version {1} by now.': '现为版本 {1}。',
  'What was read is not there any more.': '所读取的内容已不存在。',
  'There is no change with this number.': '没有此编号的变更。',
  'A published version never changes: tickets hold on to it. Publish or assign another one.':
    '已发布的版本不再更改：工单仍在沿用。请发布或指派另一版本。',
  'The trail tells how large it was and by which hash it is known, not what it was. Import it as it was.':
    '记录只载明其大小和哈希值，不保存原内容。请重新导入原文件。',
  'It is changed by routes of its own, by who may say so.': '由有权者通过其专用接口变更。',
  'Who may sign in is changed by routes of its own; what was revoked stays revoked.':
    '登录与密钥相关事项须通过各自的接口变更；已吊销的不再恢复。',
  'It was changed again since. Undo the later change first, or change it as it should be.':
    '此后又有变更。请先撤销后来的变更，或直接改为所需内容。',
  'What was added here is never removed: tickets name it. A unit can be closed instead.':
    '此处新增的内容不会删除：工单可能引用。单位可改为停用。',
  'The secret of its webhook was forgotten with it. Add the contact anew, with a secret.':
    '其推送密钥已随之删除。请重新添加联系人并提供密钥。',
  'This is no number of a change.': '这不是变更编号。',
  'The contact is at version {1} by now.': '联系人现为版本 {1}。',
  'A new address needs a secret to sign with.': '新的地址须提供签名密钥。',
  'There is no contact with this id.': '没有此编号的联系人。',
  'There is no problem of this name. See /problems.': '没有此名称的问题说明，请查看 /problems。',
  'This cursor is ahead of this database: it was made by another one, or before the database was restored from a copy.':
    '该游标超前于本数据库：它由其他数据库生成，或生成于数据库从备份恢复之前。',
  'This cursor was not made here, or was changed on the way.': '该游标不是本系统生成的，或已被改动。',
  'This cursor was not made here, or in another order. Start at the first page.':
    '该游标不是本系统生成的，或排序方式不同。请从第一页开始。',
  'The last day is not before the first.': '最后一天不能早于第一天。',
  'At most {1} days with this step.': '按此间隔最多 {1} 天。',
  'This cursor was not made here. Start at the first page.': '该游标不是本系统生成的。请从第一页开始。',
  'A key may hold {1} streams and waiting requests at a time, a process {2}.':
    '一个密钥同时最多保持 {1} 个事件流和等待请求，一个进程最多 {2} 个。',
  'This key may not be used from the address that you call from.': '该密钥不得从您当前的地址使用。',
  'The body is not UTF-8.': '请求体不是 UTF-8 编码。',
  'The body must come as `Content-Type: {1}`.': '请求体须使用 `Content-Type: {1}`。',
  'The field {1} is there twice.': '字段 {1} 重复出现。',
  'A key has {1} requests a minute.': '每个密钥每分钟最多 {1} 次请求。',
  'An address without a key has {1} requests a minute.': '无密钥的地址每分钟最多 {1} 次请求。',
  'An address may show {1} keys a minute that are not known here. Keys that were good before still are.':
    '每个地址每分钟最多出示 {1} 个未知密钥；此前有效的密钥不受影响。',
  'From this address {1} wrong query codes came within ten minutes. The link in the message still works.':
    '该地址十分钟内已输错查询码 {1} 次。短信中的链接仍可使用。',
  'This number was asked for {1} times within ten minutes. The link in the message still works.':
    '该工单号十分钟内已被查询 {1} 次。短信中的链接仍可使用。',
  'This needs `If-Match` with the ETag of what you read, so that nobody acts on what has changed; `*` takes any.':
    '须以 `If-Match` 携带读到的 ETag，以免依据已变更的内容操作；`*` 表示任意版本。',
  '`If-Match` takes one ETag, as in "v7", or `*`.': '`If-Match` 须为一个 ETag（如 "v7"）或 `*`。',
  '`If-Match` names no one version. It takes the ETag that was read, as in "v7"; a weak one, `W/"v7"`, comes from a proxy that changed the answer.':
    '`If-Match` 未指明唯一版本。请使用读到的 ETag（如 "v7"）；弱 ETag（`W/"v7"`）由改写响应的代理产生。',
  'An Idempotency-Key has 1 to 255 visible ASCII characters, without blanks.':
    'Idempotency-Key 须为 1 至 255 个可见 ASCII 字符，不含空格。',
  'This Idempotency-Key was used for another request. Nothing was done; take a new key for a new request.':
    '该幂等键已用于其他请求，未执行任何操作；新的请求请使用新键。',
  'The body has an encoding or a character set that is not known here.': '请求体的编码或字符集不受支持。',
  'A form as `multipart/form-data` names its boundary; one without files comes as `application/x-www-form-urlencoded`.':
    '`multipart/form-data` 表单须注明 boundary；不带文件的表单请使用 `application/x-www-form-urlencoded`。',
  'A form as `multipart/form-data` comes uncompressed.': '`multipart/form-data` 表单不得压缩。',
  'A form has at most {1} fields, 256 kB in all, and {2} files.': '表单最多 {1} 个字段、共 256 kB，最多 {2} 个文件。',
  'The form is larger than 20 MB.': '表单超过 20 MB。',
  'The body is larger than 256 kB.': '请求体超过 256 kB。',
  'The database did not answer in time.': '数据库未及时响应。',
  'The ticket is kept, but the workflow engine has no process for it any more. Nothing was done.':
    '工单仍在，但流程引擎中已没有它的流程。未执行任何操作。',
  'The workflow engine did not answer in time. The command may still be done.':
    '流程引擎未及时响应，操作可能仍会执行。',
  'The workflow engine is at its limit.': '流程引擎已达到负载上限。',
  'Something unexpected happened. It was logged under the request id in `instance`.':
    '系统发生意外错误，已按 `instance` 中的请求编号记入日志。',
  'Something unexpected happened here. It was logged under the X-Request-Id of this answer.':
    '系统发生意外错误，已按本响应的 X-Request-Id 记入日志。',
  'The path is not well-formed.': '路径格式不正确。',
  'The body is not well-formed, or was cut off.': '请求体格式不正确，或不完整。',
  'The request carries no key, or one that is unknown, expired or revoked.':
    '请求未携带密钥，或密钥未知、过期、已吊销。',
  'There is no ticket with this id or number that you may see.': '没有此编号且您有权查看的工单。',
  'There is nothing at this path.': '该路径不存在。',
  'There is nothing here.': '此处没有内容。',
  '{1} is not for this path. It takes: {2}.': '该路径不支持 {1}，支持：{2}。',
  'This is for: {1}. You are {2}.': '此功能只适用于：{1}。您的角色是 {2}。',
  'This needs a key for {1}. Yours is for: {2}.': '此操作需要权限范围为 {1} 的密钥。您的密钥权限范围：{2}。',
  'Name, password or code are not right, or the account is not open.': '登录名、密码或验证码不正确，或账号不可用。',
  'There were too many failed attempts. Nothing was looked at.': '失败次数过多，本次未予核对。',
  'The password that you were given is good for choosing one only.': '该一次性密码只能用于设置新密码。',
  'The password is right. This account has a second factor as well.': '密码正确，该账号还须提供验证码。',
  'This is not one of your positions now.': '这不是您目前的任职。',
  'This account has no position at present, so there is nothing it may do.': '该账号目前没有任职，无可用权限。',
  'You call with a key, and this is about a session.': '您使用的是密钥，而此操作针对会话。',
  'This session is over.': '会话已结束。',
  'This account has a second factor already.': '该账号已启用第二因素验证。',
  'This is not the code of the secret that was offered last.': '验证码与最近一次提供的密钥不符。',
  'This was not asked by a page of this site.': '该请求不是由本站页面发起的。',
  'The request shows a key and a session, and so two who ask.': '请求同时携带了密钥与会话。',
  'The role {1} needs a second factor, and you have shown none.': '角色 {1} 须经第二因素验证，您尚未提供。',
  'So many sign in at this moment that nobody else can be looked at.': '当前登录人数过多，暂时无法处理。',
  'Another account has this sign-in name.': '登录名已被其他账号使用。',
  'No sign-in that waits was begun in this browser, or it was ended already.':
    '该浏览器没有等待完成的登录，或登录已结束。',
  'What the identity provider sent proves nothing, or it declined.': '身份提供方返回的内容不能证明身份，或已拒绝登录。',
  'The identity provider says who you are, and no account here is yours.':
    '身份提供方已确认您的身份，但本系统没有属于您的账号。',
  'The identity provider calls itself by another address than the one that is entered here.':
    '身份提供方自称的地址与此处登记的不一致。',
  'What the identity provider publishes of itself is not what OpenID Connect asks for.':
    '身份提供方公布的信息不符合 OpenID Connect 的要求。',
  'The identity provider cannot be reached from here.': '无法连接身份提供方。',
  'The identity provider does not take us for the client that is entered here.': '身份提供方不认可此处登记的客户端。',
  'The identity provider answers, but not as OpenID Connect says.': '身份提供方有应答，但不符合 OpenID Connect。',
  'There is no identity provider with this id by which people sign in.': '没有可用于登录的该身份提供方。',
  'There is no identity provider with this id.': '没有该身份提供方。',
  'The identity provider is at version {1} by now.': '该身份提供方现为版本 {1}。',
  'Another account is linked to this subject.': '该身份标识已关联其他账号。',
  'This is not what your app shows now, or it was tried too often.': '与验证器当前显示的不符，或尝试次数过多。',
  'A key with limits gives nobody a position, a password or a way round the second factor.':
    '有权限限制的密钥不得设置任职、密码或移除第二因素。',
  'There is no account with this id.': '没有此编号的账号。',
  'The account is at version {1} by now.': '账号现为版本 {1}。',
  'The person of this key does not have its role in its unit now.': '该人员目前未在该单位担任密钥所载角色。',
  'There is no key with this id or prefix.': '没有此编号或前缀的密钥。',
  'A key expires in the future.': '密钥的有效期须在将来。',
  'The key that asks is not there any more.': '发起请求的密钥已不存在。',
  'Write an address such as 192.0.2.7, or a network such as 10.1.0.0/16.':
    '请填写地址（如 192.0.2.7）或网段（如 10.1.0.0/16）。',
  'A key makes no key that may do more than itself. {1}': '密钥不得发放权限大于自身的密钥。{1}',
  'Yours is for: {1}. Name some of these in `scopes`.': '您的密钥权限范围：{1}。请在 `scopes` 中从中选择。',
  'Yours ends at {1}. Name an `expiresAt` not after it.': '您的密钥于 {1} 到期，`expiresAt` 不得晚于此时。',
  'Yours may be used from: {1}. Name addresses within these in `allowedAddresses`.':
    '您的密钥只能从以下地址使用：{1}。`allowedAddresses` 须在其范围内。',
  'There is no unit {1}. See GET /api/v1/units.': '没有单位 {1}。请查看 GET /api/v1/units。',
  'There is no unit {1} in the tree.': '单位树中没有 {1}。',
  'There is no class {1}. See GET /api/v1/classes.': '没有分类 {1}。请查看 GET /api/v1/classes。',
  'There is no dead or cancelled notice with this id.': '没有此编号的失败或已取消的通知。',
  'There is no notice with this id in your inbox.': '您的收件箱中没有此编号的通知。',
  'No telephone number was left with this ticket.': '该工单没有留下电话号码。',
  'No ticket has this number and this query code.': '没有与此工单号和查询码相符的工单。',
  'By a link at most {1} of these are written down. Call the hotline with what is new.':
    '通过链接最多记录 {1} 次；如有新情况，请拨打热线。',
  'From this address {1} requests were filed within ten minutes. Call the hotline.':
    '该地址十分钟内已填报 {1} 件，请拨打热线。',
  'The form is none of this page, or was sent too soon.': '表单不是本页面的，或提交过快。',
  'The form was filled in by a program.': '表单由程序填写。',
  'Write it as 23.129, 113.264.': '请按“23.129, 113.264”填写。',
  'The hotline has withdrawn this link.': '热线已将该链接作废。',
  'This link served for a time after the end of the ticket.': '该链接在工单办结后的有效期已过。',
  'The links of this ticket are of generation {1}.': '该工单现用的链接为第 {1} 代。',
  'This ticket was rated already, or no rating is awaited any more.': '该工单已评价，或不再等待评价。',
  'There is no calendar for {1}. Known: {2}.': '没有 {1} 年的日历。现有：{2}。',
  'The ticket is {1}; nothing can be added to it.': '工单状态为 {1}，不能再补充。',
  'The content of this ticket was erased; nothing can be added.': '该工单内容已删除，不能再补充。',
  'The ticket is {1}; nothing more can happen to it.': '工单状态为 {1}，不能再变更。',
  'A suspension begins now or later. Leave `from` out for now.': '挂起须从现在或以后开始；从现在开始时请省略 `from`。',
  'A suspension ends after it begins. Name a later `until`.': '挂起的结束须晚于开始，请填写更晚的 `until`。',
  'That is more than ten years away. Name an earlier `until`.': '超过十年，请填写更早的 `until`。',
  'This ticket has no such clock. Its `clocks` lists those that it has.': '该工单没有此计时，请查看其 `clocks`。',
  'Not a calendar year.': '不是有效的日历年。',
  'There is one root, and it is {1}.': '只能有一个根单位，即 {1}。',
  'This id stands in the list twice.': '编号重复。',
  'This code stands in the list twice.': '代码重复。',
  'Only the city lies under nothing.': '只有市级单位可以没有上级。',
  'There is no unit {1}.': '没有单位 {1}。',
  'There is no class {1}.': '没有分类 {1}。',
  'A {1} lies under a {2}, not a {3}.': '{1} 的上级须为 {2}，不能是 {3}。',
  'It lies under itself: {1}.': '上下级成环：{1}。',
  'Classes lie at most three deep, and none under itself.': '分类最多三级，且不能以自身为上级。',
  'The city itself is never closed.': '市级根节点不能停用。',
  'Units lie below {1} ({2}). Move or close them first.': '{1} 之下尚有单位（{2}），请先调整或停用。',
  '{1} is closed itself. Name one that goes on.': '{1} 已停用，请另选承接单位。',
  'A unit is not its own successor, nor is one below it.': '承接单位不能是本单位或其下级。',
  'Nothing goes on as the city itself: all of it would be taken for the unit.':
    '不能由市级根节点承接，否则全市都视为该单位。',
  'A closed unit has a successor.': '停用单位须有承接单位。',
  '{1} is closed. Name {2}, which goes on with its matters.': '{1} 已停用，请改填承接其事项的 {2}。',
  '{1} is closed and stays where it is.': '{1} 已停用，不能调整上级。',
  '{1} is closed; nothing comes to lie below it any more.': '{1} 已停用，不能再作为上级。',
  '{1} has open tickets about {2} ({3}), which would be about itself. Have them handled elsewhere first.':
    '{1} 尚有反映 {2} 的未结工单（{3} 件），承接后即为反映自身，请先改派。',
  '{1} has open tickets ({2}) and cannot be moved in the tree. Make a new unit beside it.':
    '{1} 尚有未结工单（{2} 件），不能调整上级；请另建单位。',
  'This is no telephone number of China, nor an international one.': '这不是中国或国际电话号码。',
  'A key subscribes for itself, and for no other.': '密钥只能为自己订阅，不能为其他密钥订阅。',
  'Name the key whose subscription it is.': '请写明此订阅归哪个密钥。',
  'There is no open key with this id that may subscribe.': '没有此编号且可以订阅的有效密钥。',
  'The key whose subscription it is is not good any more. Resume it with another key, or add one for another key.':
    '此订阅所属的密钥已失效。请用另一密钥恢复，或为另一密钥新增订阅。',
  'There is no such delivery; the log is kept for 30 days.': '没有此推送记录；记录保留 30 天。',
  'This was a test. Send another one with `test`.': '这是一次测试推送，请用 `test` 重新发送。',
  'There is no webhook with this id that you may see.': '没有此编号且您有权查看的推送订阅。',
  'This ticket has its {1} {2}; no more are written down. Urge the unit, or register a new ticket if there is a new matter.':
    '该工单已有 {1} {2}，不再登记。请催办单位；如有新诉求，请另行登记。',
  'This cursor was not made here, or for another ticket. Start at the first page.':
    '该游标不是本系统生成的，或属于其他工单。请从第一页开始。',
  'Your unit has {1} subscriptions, as many as a unit may have. Remove one that nobody needs, or pass events on from one address.':
    '您的单位已有 {1} 个订阅，达到上限。请删除不需要的订阅，或由一个地址转发事件。',
  ...FILES_IN_CHINESE,
  'Nothing of this kind waits for the role {1}.': '角色 {1} 没有此类待办。',
  'This person has left. Unlock the account first.': '该人员已离岗，请先解锁其账号。',
  'The lines of this person give different names.': '同一人员各行的姓名不一致。',
  'Somebody else changed the account meanwhile. Import the file again.': '该账号刚被他人更改，请重新导入。',
  'This cannot be read as CSV, at or before line {1}.': '第 {1} 行或之前不是有效的 CSV。',
  'The file is not taken: there are no columns {1}, but {2}.': '未导入：没有 {1} 列，可用的列为 {2}。',
  'The first line names the columns, signInName and name among them: {1}.':
    '首行应写列名，其中须有 signInName 与 name：{1}。',
  'This logout token does not prove that somebody has signed out.': '该登出令牌不能证明有人已退出登录。',
  'The identity provider publishes no keys.': '身份提供方未公布密钥。',
  'You have 200 drafts. Send or remove some, and keep this one then.':
    '您已有 200 份草稿。请提交或删除部分草稿后再保存。',
  'You have no such draft.': '您没有此草稿。',
  'A draft holds at most 64 kB. Send it, or shorten it.': '草稿最多 64 kB，请提交或精简。',
  'You keep fifty searches already. Remove one of them.': '您已保存 50 项检索，请先删除一项。',
  'You keep no such search.': '您没有保存此检索。',
  'Write the query of `GET /tickets`, without its cursor.': '请填写 `GET /tickets` 的查询参数，不含 cursor。',
  'Preferences are at most 8 kB in all.': '个人设置合计不超过 8 kB。',
};
