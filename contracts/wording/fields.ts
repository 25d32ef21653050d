/** What is said of one field that does not fit, and of addresses and forms. Like `RULES_IN_CHINESE`. */
export const FIELDS_IN_CHINESE: Readonly<Record<string, string>> = {
  'This field is not known here.': '该字段不存在。',
  'This is required.': '必填。',
  'Write something here.': '请填写内容。',
  'Name at least one field.': '请至少填写一个字段。',
  'Name each field once.': '每个字段只能填写一次。',
  'At most {1} characters together.': '合计最多 {1} 个字符。',
  'At most {1} characters.': '最多 {1} 个字符。',
  'This holds control characters or half a character pair.': '含有控制字符或不完整的字符。',
  'This holds control characters.': '含有控制字符。',
  'This holds nothing but blanks and invisible signs.': '不能只含空白或不可见字符。',
  'Write at least two characters that stand together, or a ticket number. Telephone and identity numbers are not searched for.':
    '请至少填写两个相连的字，或工单编号；电话与证件号码不可检索。',
  'This is not an id.': '编号格式不正确。',
  'This is not the code of a class.': '分类代码格式不正确。',
  'This is not the id of a unit.': '单位编号格式不正确。',
  'Write an RFC 3339 time with its offset.': '请填写带时区偏移的 RFC 3339 时间。',
  'Write a time of the years {1} to {2}.': '请填写 {1} 至 {2} 年之间的时间。',
  'Write an existing day as YYYY-MM-DD.': '请以 YYYY-MM-DD 填写存在的日期。',
  'Write a day of the years {1} to {2}.': '请填写 {1} 至 {2} 年之间的日期。',
  'A day stands here twice.': '日期重复。',
  'Propose one thing: {1}.': '请只提出一项：{1}。',
  'A sign-in name has letters, digits and . _ @ -, up to 64 of them.':
    '登录名由字母、数字及 . _ @ - 组成，最多 64 个字符。',
  'An id has small letters, digits and dashes, up to 40 of them.': '编号由小写字母、数字和连字符组成，最多 40 个字符。',
  'This is written with visible ASCII characters, without blanks and quotes.':
    '请用可见的 ASCII 字符填写，不含空格和引号。',
  'Write the address of the provider as it stands in `iss`.': '请按 `iss` 中的写法填写身份提供方地址。',
  'One of the scopes is openid.': '授权范围须包含 openid。',
  'Write a path of this site.': '请填写本站内的路径。',
  'A subject is what the provider calls a person: up to 255 ASCII characters.':
    '主体标识是身份提供方对人员的称呼，最多 255 个 ASCII 字符。',
  'Another issuer or client needs its secret written anew.': '更换身份提供方或客户端须重新填写密钥。',
  'At most 256 characters.': '最多 256 个字符。',
  'A password has at least {1} characters.': '密码至少 {1} 个字符。',
  'This password is hardly more than common words, your name, years or rows of signs. Choose a few words that do not belong together.':
    '该密码几乎只含常见词、姓名、年份或连续字符。请选用几个互不相关的词。',
  'This is the password that you have.': '与现有密码相同。',
  'A position ends after it begins.': '任职的结束日期须不早于开始日期。',
  'A position stands here twice.': '任职重复。',
  'A handler belongs to a unit.': '经办人须属于某单位。',
  'This is no secret of Standard Webhooks: `whsec_` and 24 to 64 bytes in base64.':
    '不是 Standard Webhooks 密钥：须为 `whsec_` 加 24 至 64 字节的 base64。',
  'This is no e-mail address.': '不是有效的电子邮箱地址。',
  'Write a whole number from {1} to {2}.': '请填写 {1} 至 {2} 的整数。',
  'Write a whole number from 1.': '请填写从 1 起的整数。',
  'Write an http or https address.': '请填写 http 或 https 地址。',
  'Name the unit that it is about, or say that none is named, and not both.': '被反映单位与“未指明”只能填写一项。',
  'Name at least one thing that is to be put right.': '请至少填写一项要更正的内容。',
  'Send both lon and lat, or neither.': 'lon 与 lat 须同时填写或都不填写。',
  'This is not the type of an event.': '不是事件类型。',
  'This is not an absolute http or https address.': '不是完整的 http 或 https 地址。',
  'An address with a user name or password is refused: whoever reads it could use them.':
    '地址不得包含用户名或密码，以免泄露。',
  'Only https is taken. Plain http is for targets that the configuration allows.':
    '只接受 https；http 仅限配置允许的目标。',
  'Only the ports 80, 443 and 8443 are taken, besides those that the configuration allows.':
    '只接受 80、443、8443 端口及配置允许的端口。',
  'An address in numbers is written as four decimals, or as IPv6 in brackets.':
    '数字地址须写成四段十进制，或带方括号的 IPv6。',
  'The name cannot be resolved.': '域名无法解析。',
  'The address is private, local or reserved, and the configuration does not allow it.':
    '该地址为内网、本机或保留地址，且配置未允许。',
  'There is no public request with this service_request_id.': '没有此 service_request_id 的公开诉求。',
  'There is nothing at this path. Paths end in .json or .xml: services, services/{code}, requests, requests/{id}, tokens/{token}, servicerequestupdates, discovery.':
    '该路径不存在。路径以 .json 或 .xml 结尾：services、services/{code}、requests、requests/{id}、tokens/{token}、servicerequestupdates、discovery。',
  'There is no request with this service_request_id.': '没有此 service_request_id 的诉求。',
  'An update says something, or names a status.': '更新须有内容，或注明状态。',
  'At most 10,000 characters, with all addresses of pictures.': '连同图片网址，最多 10,000 个字符。',
  'This token was not made here.': '该令牌不是本系统生成的。',
  'A request needs a service_code.': '须填写 service_code。',
  'Say where it is: lat and long, or address_string, or address_id.':
    '请说明地点：lat 与 long，或 address_string，或 address_id。',
  'Send both lat and long, or neither.': 'lat 与 long 须同时填写或都不填写。',
  'There is no place with this id. It is the id of a unit.': '没有此编号的地点；编号应为单位编号。',
  'Write attribute[code]=value.': '请写成 attribute[code]=value。',
  'Write decimal degrees of WGS84, -180 to 180.': '请填写 WGS84 十进制度数，-180 至 180。',
  'Write decimal degrees of WGS84, -90 to 90.': '请填写 WGS84 十进制度数，-90 至 90。',
  'This is no value.': '不是有效的值。',
  'One value only.': '只能有一个值。',
  'This is not a number.': '不是数字。',
  'Write a date, or an ISO 8601 time with its offset.': '请填写日期，或带时区偏移的 ISO 8601 时间。',
  'Choose of: {1}.': '请从中选择：{1}。',
  'Pages end after 100,000 requests. Ask for a shorter span of time.': '分页至多 100,000 条，请缩短时间范围。',
  'There is no service with this service_code. The service list has them all.':
    '没有此 service_code 的服务，请查看服务列表。',
  'Write an ISO 8601 time with Z or an offset, or a date, of a day that exists.':
    '请填写带 Z 或时区偏移的 ISO 8601 时间，或存在的日期。',
  'Write open, closed, or both with a comma.': '请填写 open、closed，或以逗号分隔的两者。',
  'At most {1} ids at once.': '一次最多 {1} 个编号。',
  'At most {1}.': '最多 {1}。',
  'The span may not be longer than {1} days.': '时间范围不得超过 {1} 天。',
  'This is before {1}.': '早于 {1}。',
  'api_key is missing, or it is no open key with which requests may be made here.':
    '缺少 api_key，或该密钥无效、无权提交诉求。',
  'Send a title or a text.': '请填写标题或内容。',
  'No such suggestion was made for you. Ask `POST /intake/suggestions` first.':
    '没有向您给出过此建议，请先调用 `POST /intake/suggestions`。',
  'This is no code of such a field.': '该项没有此代码。',
};
