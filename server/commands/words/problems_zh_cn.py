"""The Chinese of the server's errors, by code: the sentence, and the hint of what to do.

Their English stands with the errors (`server.errors`).
"""

from collections.abc import Mapping
from typing import Final

PROBLEMS: Final[Mapping[str, tuple[str, str]]] = {
    "already_initialised": (
        "{data}已经是数据目录。",
        "请用 --data 指定别的目录；没有改动任何内容。",
    ),
    "not_initialised": ("{data}不是数据目录。", "请先运行：doorstep init --data {data}"),
    "newer_version": (
        "{data}由更新版本的软件写成（表版本{found}，本软件只到{known}）。",
        "请使用新版软件；没有改动任何内容。",
    ),
    "directory_in_use": (
        "另一个程序正在使用{data}。",
        "一个目录只能运行一个服务：请先结束另一个。",
    ),
    "server_silent": ("{data}上运行的服务没有回答。", "请再试一次；仍然如此，请看服务的日志。"),
    "storage_failure": ("{data}的存储出错：{reason}。", "请停用这块磁盘，检查后必要时恢复备份。"),
    "disk_full": ("磁盘已满，{data}写不进去。", "没有执行：请先腾出空间，再试一次。"),
    "busy": ("另一个程序占用着{data}。", "没有执行：请先结束那个程序，再试一次。"),
    "setting": ("设置 {name} 不能是 {value}。", "应为：{expected}。"),
    "port_in_use": (
        "{host}的端口{port}已被占用。",
        "请用 --port 指定别的端口，--port 0 自动选择。",
    ),
    "demo_failed": ("演示中断：{reason}。", ""),
    "bench_failed": ("测量没有做成：{reason}。", ""),
    "unknown_staff": ("没有登录名或编号为 {name} 的人。", "相近的有：{nearest}"),
    "unknown_area": ("没有地区 {name}。", "相近的有：{nearest}"),
    "unknown_form": ("没有表单 {name}。", "相近的有：{nearest}"),
    "unknown_role": ("没有角色 {name}。", "相近的有：{nearest}"),
    "unknown_kind": ("没有地区类别 {name}。", "相近的有：{nearest}"),
    "unknown_device": ("没有平板 {name}。", "相近的有：{nearest}"),
    "unknown_round": ("没有入户任务 {name}。", "相近的有：{nearest}"),
    "round_closed": ("入户任务“{title}”已结束。", "数字保留。另建一个：doorstep rounds add"),
    "may_not_record": (
        "{login}不能在{area}填写{form}。",
        "没有改动。请先：doorstep staff grant {login} --role grid_member --area {area}",
    ),
    "own_successor": ("{login}不能交接给自己。", "没有改动。请用 --to 写一位同事。"),
    "not_in_round": ("{area}不在入户任务“{title}”里。", "它的范围是：{areas}"),
    "no_doors": ("{form}不是按户填写的，不能用来入户。", "查看表单：doorstep forms list"),
    "invalid_title": ("名称要有1到100个字，写在一行。", "例如：2026年冬季入户"),
    "invalid_days": (
        "{first_day}到{last_day}不是先后两个日期。",
        "请写成2026-11-26，开始日不晚于截止日。",
    ),
    "unknown_record": ("没有记录 {name}。", "查看全部：doorstep records list 表单"),
    "unknown_number": ("本区没有统计数字 {name}。", "相近的有：{nearest}"),
    "numbers_refused": (
        "有{count}个问题，没有导入任何数字，照旧统计。",
        "请在文件里改正，再导入：doorstep numbers import 文件",
    ),
    "no_numbers": (
        "{file}里不是一列统计数字 [ … ]。",
        "可以从现有的开始：doorstep numbers export -o 文件.json",
    ),
    "unreadable_numbers": (
        "{file}读不出 JSON（UTF-8）：第{line}行第{column}列。",
        "请看那里是否缺逗号、引号或括号，并存为 UTF-8 编码。",
    ),
    "unknown_state": ("记录没有状态 {name}。", "相近的有：{nearest}"),
    "unknown_reason": ("没有拒收原因 {name}。", "相近的有：{nearest}"),
    "unknown_version": ("表单没有版本 {name}。", "相近的有：{nearest}"),
    "unknown_pack": ("没有表单包 {name}。", "请给出含 pack.json 的目录，或用：{nearest}"),
    "unknown_question": ("表单没有题目 {name}。", "相近的有：{nearest}"),
    "unknown_entry": ("没有编号为 {name} 的被拒收内容。", "查看全部：doorstep quarantine list"),
    "nothing_chosen": ("没有选定被拒收的内容。", "请写编号，或用 --reason、--device 选。"),
    "not_acceptable": ("这些不能接收：{ids}。", "它们不是有效的改动，或编号已被占用，只能查看。"),
    "unknown_operation": ("运行中的服务不认识操作 {name}。", "命令与服务版本不同：请重启服务。"),
    "login_taken": ("登录名 {login} 已经是{holder}的。", "请换一个登录名。"),
    "staff_disabled": ("{login}已停用。", "请选在岗的人。"),
    "grant_not_held": ("{login}没有这项权限。", "现有的是：{held}"),
    "last_admin": (
        "{login}是{area}最后一名管理员，没有管理员就谁也加不进来。",
        "请先另设一名：doorstep staff grant 登录名 --role admin --area {area}",
    ),
    "lies_there": ("{area}本来就在{parent}里。", "没有改动。查看：doorstep areas list {parent}"),
    "not_adopted": ("{record}没有并入：改动被拒收（{refusal}）。", "{reason}"),
    "no_right": ("{login}无权在{area}这样做。", "没有改动。请用 --as 登录名 指定有权的人。"),
    "top_of_tree": (
        "{area}是最高一级，不能移动。",
        "请移动它下面的地区：doorstep areas list {area}",
    ),
    "below_itself": (
        "{parent}在{area}里面，不能把它移到自己下面。",
        "没有改动。请指定它之外的地区。",
    ),
    "wrong_level": (
        "{area}不能放在{parent}下面（类别是{found_kind}）。",
        "没有改动。上级的类别可以是：{kinds}",
    ),
    "on_the_roster": (
        "{area}不是在门口登记的住户。",
        "请写成这样：130709/100/002/007/x03/b02/u1/+0301-2",
    ),
    "no_household": (
        "{area}不是一户（类别是{found_kind}）。",
        "查看各户：doorstep areas list {area}",
    ),
    "lies_elsewhere": (
        "{household}不在登记{unlisted}的{place}里。",
        "查看那里有什么：doorstep areas list {place}",
    ),
    "nothing_written": (
        "{unlisted}没有可以并入的记录。",
        "查看全部：doorstep records list 表单",
    ),
    "invalid_login": (
        "“{login}”不能作登录名。",
        "登录名为2至64个小写字母、数字、点、横线或下划线，以字母开头。",
    ),
    "invalid_name": ("姓名应为一行1至100个字。", "请用 --name 给出姓名。"),
    "invalid_phone": (
        "“{phone}”不是电话号码。",
        "电话号码由数字、空格和横线组成，前面可以有加号，最多32个字符。",
    ),
    "weak_password": ("密码太短或太长。", "请用{chars_min}至{chars_max}个字符。"),
    "bad_request": ("请求无法读取：{reason}。", ""),
    "projector_behind": (
        "网页数据在{timeout_s}秒内没有跟上最新的改动。",
        "请稍后再试；没有丢失任何内容。",
    ),
    "views_not_ready": ("收到的内容还在整理。", "请稍后再试；没有丢失任何内容。"),
    "unreadable_record": ("{record}的内容读不出来：{reason}。", ""),
    "ambiguous_record": ("有几条记录都叫{name}。", "请写出编号的更多部分：{candidates}"),
    "not_written": ("没有选定：改动被拒收（{refusal}）。", "{reason}"),
    "set_aside": ("{record}无法显示：{reason}。", "它的改动完好地留在日志里；请告诉系统管理员。"),
    "not_noted": ("{file}写不进去：{reason}。", "没有执行：请先解决，再运行一次。"),
    "damaged_withdrawals": (
        "{file}的第{line}行读不出来。",
        "请看这一行：从这个文件的另一份副本取回，确知内容时也可删去。",
    ),
    "file_taken": (
        "{file}已经存在。",
        "请换一个文件名；没有改动任何内容。",
    ),
    "backup_inside": (
        "{file}在数据目录{data}里面。",
        "请放到另一块磁盘上：一处损坏，另一处还在。",
    ),
    "backup_no_room": (
        "放不下{file}。",
        "没有做成备份，也没有留下任何文件：请腾出空间，或换一块磁盘。",
    ),
    "backup_failed": (
        "{file}写不进去：{reason}。",
        "没有做成备份：请先解决，或换一个地方。",
    ),
    "not_empty": (
        "{data}不是空的。",
        "请用 --data 指定新目录；没有改动任何内容。",
    ),
    "no_backup": (
        "{file}不是备份。",
        "请给出 doorstep backup 写成的文件，或已停止服务的目录里的 log.db。",
    ),
    "damaged_backup": (
        "{file}已损坏：{reason}。",
        "请用另一份备份；没有改动任何内容。",
    ),
    "restore_failed": (
        "{data}写不进去：{reason}。",
        "已删去写了一半的内容：请先解决，或换一个目录。",
    ),
    "form_not_imported": (
        "服务器没有表单 {forms}，没有接收任何内容。",
        "请先导入这张表，再接收。",
    ),
    "import_refused": (
        "有{count}个问题，没有导入任何内容。",
        "请在工作簿里改正，保存后再导入。",
    ),
    "nothing_to_come": (
        "{form} 没有等待发布的版本：版本{version}已经发布。",
        "请先导入新版本：doorstep forms import FILE.xlsx",
    ),
    "version_overtaken": (
        "{form} 的版本{version}不比已发布的版本{current}新。",
        "请在工作簿 settings 表里写一个新的版本号，再导入。",
    ),
    "version_kept": (
        "{form} 的版本{version}已经发布过，有记录用它填写，不能删除。",
        "不再需要的表单可以停止收集：doorstep forms stop {form}",
    ),
    "nobody_tries": (
        "没有指明谁来试用 {form}。",
        "请指明：doorstep forms trial {form} --staff LOGIN",
    ),
    "cannot_try": (
        "{logins} 在任何地方都不能填写 {form}，放上试用也没有人看得到。",
        (
            "请选有工作地区的人；受限表单须写明授权："
            "doorstep staff grant LOGIN --role R --area A --form {form}"
        ),
    ),
    "not_collecting": (
        "{form} 没有发布，不能停止或恢复。",
        "查看进展：doorstep forms list",
    ),
    "no_workbook_kept": (
        "{form} 的版本{version}不是由工作簿导入的。",
        "它随初始数据而来，可查看：doorstep forms show {form}",
    ),
    "record_erased": (
        "记录 {record} 已应本人要求删除。",
        "内容已全部清除，也不再接收新的改动。",
    ),
    "may_not_erase": (
        "{login}无权删除 {records}，没有删除任何记录。",
        "请用 --as 指明该处的区级（district）人员；受限表单须有写明该表单的授权。",
    ),
    "records_erased": (
        "{ids}的记录已应要求删除，没有接收任何内容。",
        "请改为弃用：doorstep quarantine discard --reason erased",
    ),
    "missing_workbook": ("没有文件 {file}。", "请检查文件名和所在的文件夹。"),
    "no_list": (
        "{file}不是能读的名单。",
        "请用表格软件打开，另存为“Excel 工作簿（.xlsx）”或 CSV，再导入。",
    ),
    "list_too_large": (
        "{file}超出名单的范围：{bound}。",
        "请去掉图片和无关的工作表，或按社区分成几份。",
    ),
    "undecodable_list": (
        "{file}既不是 UTF-8 也不是 GB18030 编码：第{row}行读不出来。",
        "请另存为“Excel 工作簿（.xlsx）”或“CSV UTF-8”。",
    ),
    "unclosed_quote": (
        "{file}第{row}行有一个没有结束的引号，或者一格太长。",
        "请检查那里的引号，或另存为 .xlsx。",
    ),
    "no_workbook": (
        "{file}不是 .xlsx 工作簿。",
        "请用表格软件打开，另存为“Excel 工作簿（.xlsx）”，再检查。",
    ),
    "unreadable_workbook": (
        "{file}已损坏，读不出来。",
        "请用表格软件打开，重新另存为 .xlsx，再检查。",
    ),
    "encrypted_workbook": (
        "{file}加了密码，或者是改了名的旧版 .xls。",
        "请去掉密码，另存为 .xlsx，再检查。",
    ),
    "workbook_too_large": (
        "{file}比表单大得多：{bound}。",
        "请删去图片和无关的工作表；很长的选项表请另存为工作簿旁边的文件。",
    ),
    "workbook_with_macros": (
        "{file}含有宏，不能使用。",
        "请另存为不带宏的 Excel 工作簿（.xlsx），再检查。",
    ),
    "workbook_with_entities": (
        "{file}的 {part} 里有文档类型声明，表格软件不会写出这样的内容。",
        "请不要相信这个文件的来源，把表单重新录入新的工作簿。",
    ),
    "workbook_too_costly": (
        "读取{file}所需的时间或内存超过表单的限度。",
        "请只把用到的单元格复制到新的工作簿：旧工作簿里可能有上百万个空行。",
    ),
    "reading_failed": (
        "读取{file}时程序出错：{reason}。",
        "这是程序的问题：请连同工作簿一起报告。",
    ),
    "export_failed": (
        "{file}写不进去：{reason}。",
        "没有导出：请先解决，或换一个地方。",
    ),
    "export_no_room": (
        "放不下{file}。",
        "没有导出：请腾出空间，或换一块磁盘。",
    ),
    "export_too_large": (
        "工作表最多{most}（{what}），这里有{found}。",
        "没有导出：请改用 CSV，或缩小地区。",
    ),
    "unreadable_time": (
        "{text}不是日期，也不是时间。",
        "请写成 2026-06-12 或 2026-06-12T08:30。",
    ),
    "no_places": (
        "{form} 没有问过位置。",
        "没有导出：请改用 CSV 或 XLSX，或换一份带定位题的表单。",
    ),
    "no_export": (
        "{login}无权导出那里的 {form} 记录。",
        "没有导出：请用 --as 指明该处的区级（district）人员；受限表单须有写明该表单的授权。",
    ),
    "exports_busy": (
        "正在制作的导出已经够多。",
        "请等它们做好，再试一次。",
    ),
}
