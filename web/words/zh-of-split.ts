/** A call with several matters. */
export const zhOfSplit = {
  split: {
    hint: '请逐件写明事项并选择分类，最多 {{most}} 件。每件单独立单、单独派办和回访；市民只收到一条载明全部工单号的短信。',
    part: '第 {{count}} 件',
    add: '再加一件',
    remove: '去掉第 {{count}} 件',
    of: '拆自',
    parts: '所拆各单（已办结/全部）',
    due: '承诺 {{at}}',
  },
};
