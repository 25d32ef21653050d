import { row, type ProblemRow } from './problem-row.js';

export const FILE_CODES = [
  'file-kind-not-taken',
  'file-kind-lies',
  'picture-too-large',
  'picture-unreadable',
  'file-infected',
  'file-held',
  'attachment-not-found',
  'range-not-satisfiable',
] as const;

/** What stands in the way of who sends a file, or wants one. */
export const FILE_PROBLEMS = {
  'file-kind-not-taken': row(
    415,
    ['Files of this kind are not taken', '不接受此类文件'],
    [
      'Send pictures as JPEG, PNG or WebP, papers as PDF or plain text, recordings as MP3, M4A, AAC, WAV, OGG or AMR.',
      '图片请用 JPEG、PNG 或 WebP，文书请用 PDF 或纯文本，录音请用 MP3、M4A、AAC、WAV、OGG 或 AMR。',
    ],
  ),
  'file-kind-lies': row(
    422,
    ['The file is not what it is called', '文件内容与名称或类型不符'],
    [
      'Send it under a name and a media type that say what it is; a picture that was renamed is no paper.',
      '请使用与内容一致的文件名和媒体类型；改名不会改变文件类型。',
    ],
  ),
  'picture-too-large': row(
    422,
    ['The picture has too many pixels', '图片像素过多'],
    [
      'Make it smaller and send it again; `detail` says how large it may be.',
      '请缩小图片后重新上传，上限见 `detail`。',
    ],
  ),
  'picture-unreadable': row(
    422,
    ['The picture cannot be read to its end', '图片已损坏'],
    ['Take or save it again: it was cut off, or damaged on the way.', '图片不完整或已损坏，请重新拍摄或保存后上传。'],
  ),
  'file-infected': row(
    422,
    ['Something harmful was found in the file', '文件含有害内容'],
    [
      'It was destroyed. Have the device checked that it came from, and send another file.',
      '文件已被销毁。请检查来源设备后另行上传。',
    ],
  ),
  'file-held': row(
    409,
    ['The file was not scanned for viruses yet', '文件尚未通过病毒扫描'],
    [
      'Come again in some minutes. If it stays, whoever runs the system looks after the scanner.',
      '请数分钟后再试；如持续如此，请系统运行人员检查病毒扫描服务。',
    ],
  ),
  'attachment-not-found': row(
    404,
    ['There is no such file', '没有此附件'],
    [
      'Send the file again: what is not attached to a ticket goes within a day, and only who sent it can attach it.',
      '请重新上传：未关联工单的文件一日内清除，且只能由上传者本人关联。',
    ],
  ),
  'range-not-satisfiable': row(
    416,
    ['The file is not so long', '请求范围超出文件长度'],
    ['Ask for a part that is there; `Content-Range` says how long it is.', '请按 `Content-Range` 所示长度请求。'],
  ),
} satisfies Readonly<Record<(typeof FILE_CODES)[number], ProblemRow>>;
