/** What is said to who exports, decides of it or fetches the file. */
export const EXPORTS_IN_CHINESE: Readonly<Record<string, string>> = {
  'Nobody decides an export of their own. Another person does.': '不得审批本人申请的导出，须由另一人审批。',
  'Who asked for this export is {1} too. Somebody in another position decides.':
    '申请人的岗位同为 {1}，须由其他岗位的人员审批。',
  'This export is {1}. There is nothing to decide.': '该导出现为 {1}，无可审批。',
  'This export is {1}. There is a link to it within an hour after it was made.':
    '该导出现为 {1}。文件生成后一小时内可获取下载链接。',
  'There is no export with this id that you may see.': '没有您可查看的此编号的导出。',
  'An export is taken back by who asked for it, or by who decides it.': '导出由申请人或审批人撤回。',
  'This link was used, replaced or withdrawn, or its hour is over.': '该链接已使用、被替换或撤回，或已超过一小时。',
  'The file was used, withdrawn or removed a moment ago.': '该文件刚刚已被下载、撤回或清除。',
  'A ticket in this export was erased since it was made. Ask for it anew.':
    '文件生成后其中有工单已被删除。请重新申请导出。',
  'This would have more than {1} rows. An export has no more.': '导出将超过 {1} 行，超出单次导出上限。',
  'You have {1} exports that wait or are being made. More are not taken at once.':
    '您有 {1} 项导出正在等待或生成，暂不受理更多。',
  'Name at least one column.': '请至少选择一列。',
  'Name at least one division.': '请至少选择一个统计维度。',
  'At most four divisions.': '统计维度最多四个。',
  'Name each division once.': '统计维度不得重复。',
  'This is not the token of a link.': '这不是下载链接的令牌。',
};
