/** What is said of files that are sent or asked for. Like `RULES_IN_CHINESE`. */
export const FILES_IN_CHINESE: Readonly<Record<string, string>> = {
  'Name at least one file.': '请至少填写一个附件。',
  'At most twenty files at a time.': '一次最多二十个附件。',
  'Name each file once.': '每个附件只填写一次。',
  'A file has a name, of at most {1} characters.': '文件须有名称，且不超过 {1} 个字符。',
  'You have sent {1} files that were not attached to a ticket. Attach them, or wait until they are gone.':
    '您已上传 {1} 个尚未关联工单的文件。请先关联，或等待系统清除。',
  'Many files are being sent at this moment. Send it again soon.': '当前上传文件较多，请稍后再传。',
  'The virus scanner found something in this file. It was destroyed.': '病毒扫描发现有害内容，文件已销毁。',
  'The virus scanner has not looked at this file yet, so nobody is given it.': '该文件尚未通过病毒扫描，暂不提供。',
  'A file has at most {1} MB.': '文件不得超过 {1} MB。',
  'The form is larger than {1} MB.': '表单超过 {1} MB。',
  'The file begins as text in UTF-8, and does not go on as one.': '文件开头是 UTF-8 文本，其后不是。',
  'The file is empty.': '文件为空。',
  'By its first bytes the file is of another kind than its name or its media type says.':
    '从内容看，该文件与其名称或媒体类型不符。',
  'By its first bytes the file is of no kind that is taken.': '从内容看，该文件不属于可接受的类型。',
  'A picture has at most {1} million pixels, and a quarter of that if it comes in passes or as WebP.':
    '图片不得超过 {1} 百万像素；渐进式或 WebP 图片不得超过其四分之一。',
  'The picture was cut off or damaged, or it is none behind its first bytes.': '图片不完整或已损坏，或并非图片。',
  'A file comes as the part `{1}` of a form as `multipart/form-data`.':
    '文件须作为 `multipart/form-data` 表单的 `{1}` 部分发送。',
  'The form has no file in its part `{1}`.': '表单的 `{1}` 部分没有文件。',
  'A form has one file, in its part `{1}`, and nothing else; this one has not, or was cut off.':
    '表单只能在 `{1}` 部分含一个文件，不得有其他内容；该表单不符或不完整。',
  'One of these files was not sent by you, belongs to another ticket, or is gone; none was attached.':
    '其中有文件不是您上传的、已属于其他工单或已清除，均未关联。',
  'A ticket has at most {1} files. Send what belongs together as one paper.':
    '一个工单最多 {1} 个附件。请将相关材料合并为一个文件。',
  'A form has at most {1} files.': '一份表单最多 {1} 个文件。',
  'By a link at most {1} files are attached to a ticket. Hand further ones to the hotline.':
    '通过链接最多为工单关联 {1} 个附件，其余请交热线。',
  'This ticket has no such file that you may see.': '该工单没有您可查看的此附件。',
  'The file is not where files are kept at this moment.': '文件暂时无法读取。',
  'The place of files does not answer. Nothing was lost; send it again soon.':
    '文件存储暂时没有响应。没有数据丢失，请稍后重新发送。',
  'The file has {1} bytes.': '文件共 {1} 字节。',
  'The ticket has ended; nothing can be added to it.': '工单已终结，不能再补充。',
};
