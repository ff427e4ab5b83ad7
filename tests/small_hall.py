"""A hall of two zones, small enough to know by heart: every table, every kind of window, item and step.

South, enterprise establishment: a licensing queue (two windows) and the bank. North, public services:
social security (two windows), a comprehensive window that two departments hold in turn, and a mobile window
in July.
"""

from __future__ import annotations

from pathlib import Path

SETTINGS = """
name = "small"
title_en = "A small hall"
title_zh = "小厅"
seed = 7

[limits]
windows = 8
desks = 3

[horizon]
start = 2026-07-01
days = 5

[hours]
open = 08:30:00
close = "17:30"

[arrivals]
day_shape = 25.0

[customers]
ordinary_rank = 5
[[customers.classes]]
name_en = "elderly or disabled"
name_zh = "老年人、残疾人"
share = 0.05
rank = 3

[windows]
rotation = ["sports", "culture"]
foreign_factor = 1.2
"""

TABLES = {
    "zones": """
id,name_en,name_zh,kind,side,x_m,y_m,width_m,depth_m,origin
establishment,Enterprise establishment,企业设立,main,south,0,0,30,20,F4
public,Public services,公共服务,main,north,0,0,30,20,F5
""",
    "departments": """
id,name_en,name_zh,presence,authority,link,online,noon,origin,note
industry,Industry and commerce,工商局,fixed,true,hand,false,in_turn,F11,
social,Social security,人社局,fixed,true,disc,true,in_turn,F11,
sports,Sports,体育局,comprehensive,true,disc,true,in_turn,F8,
culture,Culture,文广新局,comprehensive,false,disc,true,in_turn,F8,in rotation
science,Science,科技局,mobile,true,real_time,true,closed,F9,
""",
    "bodies": """
id,name_en,name_zh,presence,authority,link,online,noon,origin
bank,Bank,银行,outside,true,hand,false,in_turn,F10
""",
    "queues": """
id,name_en,name_zh,zone,department,patience_mean_minutes,patience_shape,balk_mean,silent_share,origin
licences,Licences,许可,establishment,industry,60,1.5,40,0.3,A1
payment,Payment,缴费,establishment,bank,,,,,A1
pensions,Pensions,养老,public,social,45,1,,0.2,A1
handled_together,Sports and culture,综合代办,public,sports,,,,,F8
grants,Science grants,科技项目,public,science,,,,,F9
""",
    "windows": """
id,zone,department,kind,queues,origin
1,establishment,industry,fixed,licences,F7
2,establishment,industry,fixed,licences,F7
3,establishment,bank,other,payment,F10
4,public,social,fixed,pensions,F7
5,public,social,fixed,pensions,F7
6,public,,comprehensive,handled_together;pensions,F8
7,public,science,mobile,grants,F9
""",
    "seasons": """
id,window,from_date,to_date,origin
july,7,2026-07-01,2026-07-31,F9
""",
    "desks": """
id,department,origin
1,industry,F3
2,industry,F3
3,culture,F3
""",
    "items": """
id,name_en,name_zh,kind,department,queue,weight,distribution,mean_minutes,sd_minutes,values,promised_days,origin
register,Registration of a company,企业设立登记,licence,industry,licences,3,lognormal,12,9.6,,5,A2
licence_change,Change of a company,企业变更登记,preliminary_review,industry,licences,1,gamma,8,4,,3,A2
pension_query,Pension statement,养老查询,service,social,pensions,1,exponential,5,5,,,A2
pool_licence,Licence of a swimming pool,游泳场所许可,licence,sports,handled_together,1,lognormal,10,8,,10,A2
show_licence,Licence of a performance,演出许可,licence,culture,handled_together,1,empirical,,,4;6;20,7,A2
grant,Application for a grant,项目申报,service,science,grants,1,fixed,15,,,,A2
""",
    "outside_items": """
id,name_en,name_zh,kind,department,queue,weight,distribution,mean_minutes,sd_minutes,origin
pay,Payment,缴费,payment,bank,payment,,lognormal,2,1,A2
""",
    "stops": """
id,item,position,to_item,share,origin
register_pays,register,1,pay,0.6,A3
""",
    "steps": """
id,item,position,kind,name_en,name_zh,department,mean_minutes,sd_minutes,days,share,origin
register_review,register,1,desk,Review,审查,industry,25,20,,,F15
register_publish,register,2,wait,Publication,公示,industry,,,2,0.2,A4
show_transfer,show_licence,1,transfer,To the platform,数据导入,culture,,,,,F22
show_review,show_licence,2,desk,Review,审查,culture,40,30,,,F15
""",
    "arrivals": """
id,queue,per_day,enterprise_share,profile,origin
licences,licences,60,0.9,usual,A5
pensions,pensions,110,0.1,usual,A5
handled_together,handled_together,12,0.5,usual,A5
grants,grants,6,1,usual,A5
""",
    "profiles": """
id,profile,from_time,to_time,weight,origin
usual_1,usual,8:15,10:30,4,A6
usual_2,usual,10:30,12:00,3,A6
usual_3,usual,12:00,14:00,0.5,A6
usual_4,usual,14:00,17:30,3,A6
""",
    "officers": """
id,department,role,queues,speed,hours_per_day,hours_per_week,days_off,duties_before,origin
007,industry,window,licences,1,8,40,,,A7
008,industry,both,licences,0.9,8,40,2026-07-02;2026-07-03,,A7
009,industry,desk,,1,8,40,,,A7
101,bank,window,payment,1,8,40,,,A7
201,social,window,pensions,1,8,40,,,A7
202,social,window,pensions,1.1,8,40,,,A7
301,sports,window,handled_together,1,8,40,,2,A7
401,culture,both,handled_together;pensions,1,8,40,,1,A7
501,science,window,grants,1,8,40,,,A7
""",
    "backlog": """
id,item,age_days,position,count,origin
old_registrations,register,3,1,4,A8
""",
}


def write_small_hall(folder: Path) -> Path:
    """Write the hall into a folder, with a subfolder for what-ifs; return the folder."""
    (folder / "whatif").mkdir(parents=True)
    (folder / "scenario.toml").write_text(SETTINGS.lstrip(), encoding="utf-8")
    for name, text in TABLES.items():
        (folder / f"{name}.csv").write_text(text.lstrip(), encoding="utf-8")
    return folder
