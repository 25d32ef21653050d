/** What is said of the demonstration city. */
export const zhOfDemo = {
  demo: {
    ticket: '演示工单',
    event: '演示',
    filling: '演示城市正在准备：{{written}} / {{planned}} 件工单',
  },
};
