/** What is said of others at work, and of what does not go as it should. */
export const zhOfSafety = {
  presence: {
    looking: '{{name}} 在看',
    writing: '{{name}} 正在写',
  },
  busyShort: '服务繁忙，稍后自动重读。',
  busy: '服务繁忙，{{seconds}} 秒后自动重读。所写内容都在。',
};
