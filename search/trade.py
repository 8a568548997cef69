"""The words of the trade that are the same for every college: what jieba lacks, other names, and cities.

Names of skills, majors and enterprises come from the database. An alias works in both directions, but not on through
a third name: Suzhou finds 苏州 and 宿州, 苏州 does not find 宿州.
"""

# Words that jieba's dictionary lacks.
WORDS = (
    *("产教融合", "双师型", "实训", "实习基地", "岗位实习", "顶岗实习", "跟岗实习", "认识实习", "校外导师", "工学结合"),
    *("订单班", "现代学徒制", "学徒制", "后端", "前端", "全栈", "运维", "物联网", "大数据", "云计算", "短视频"),
    *("直播带货", "新能源汽车", "工业机器人", "数控铣床", "数控加工", "智能制造", "大模型", "跨境电商", "机电一体化"),
)

# What else a word of job advertisements is called. Lower case, NFKC.
ALIASES = {
    "岗位实习": ("顶岗实习", "跟岗实习", "顶岗"),
    "实习": ("internship", "internships", "intern", "interns"),
    "开发": ("development", "developer", "developers"),
    "编程": ("programming", "programmer"),
    "测试": ("testing", "tester"),
    "运维": ("administration", "administrator", "sysadmin"),
    "设计": ("design", "designer"),
    "前端": ("front-end", "frontend", "front end"),
    "后端": ("back-end", "backend", "back end"),
    "人工智能": ("ai", "artificial intelligence"),
    "大模型": ("llm", "large language model"),
    "数据库": ("database", "databases"),
    "网络安全": ("cybersecurity", "network security"),
    "电子商务": ("电商", "e-commerce", "ecommerce"),
    "跨境电商": ("跨境电子商务", "cross-border e-commerce"),
    "直播": ("live stream", "live streaming", "livestream", "live commerce"),
    "短视频": ("short video", "short videos"),
    "客服": ("客户服务", "customer service"),
    "采购": ("purchasing", "procurement", "buyer"),
    "仓储": ("仓库", "warehouse", "warehousing"),
    "物流": ("logistics",),
    "快递": ("express delivery", "parcel"),
    "冷链": ("cold chain",),
    "会计": ("accounting", "accountant"),
    "出纳": ("cashier",),
    "审计": ("audit", "auditing", "auditor"),
    "税务": ("tax", "taxation"),
    "护理": ("nursing", "nurse"),
    "护士": ("护理",),
    "养老": ("elderly care", "老年护理"),
    "机器人": ("robot", "robots", "robotics"),
    "焊接": ("welding", "welder"),
    "数控": ("cnc",),
    "机电一体化": ("机电", "mechatronics"),
    "电工": ("electrician",),
    "电气": ("electrical",),
}

# Cities as they are written in English.
CITIES = {
    "北京": ("beijing",), "上海": ("shanghai",), "天津": ("tianjin",), "重庆": ("chongqing",),
    "杭州": ("hangzhou",), "宁波": ("ningbo",), "温州": ("wenzhou",), "嘉兴": ("jiaxing",), "湖州": ("huzhou",),
    "绍兴": ("shaoxing",), "金华": ("jinhua",), "义乌": ("yiwu",), "衢州": ("quzhou",), "舟山": ("zhoushan",),
    "台州": ("taizhou",), "丽水": ("lishui",), "南京": ("nanjing",), "苏州": ("suzhou",), "无锡": ("wuxi",),
    "常州": ("changzhou",), "南通": ("nantong",), "扬州": ("yangzhou",), "泰州": ("taizhou",), "徐州": ("xuzhou",),
    "盐城": ("yancheng",), "镇江": ("zhenjiang",), "昆山": ("kunshan",), "合肥": ("hefei",), "芜湖": ("wuhu",),
    "宿州": ("suzhou",), "福州": ("fuzhou",), "厦门": ("xiamen",), "泉州": ("quanzhou",), "南昌": ("nanchang",),
    "抚州": ("fuzhou",), "赣州": ("ganzhou",), "济南": ("jinan",), "青岛": ("qingdao",), "烟台": ("yantai",),
    "潍坊": ("weifang",), "郑州": ("zhengzhou",), "洛阳": ("luoyang",), "武汉": ("wuhan",), "宜昌": ("yichang",),
    "长沙": ("changsha",), "株洲": ("zhuzhou",), "广州": ("guangzhou",), "深圳": ("shenzhen",), "东莞": ("dongguan",),
    "佛山": ("foshan",), "珠海": ("zhuhai",), "中山": ("zhongshan",), "惠州": ("huizhou",), "南宁": ("nanning",),
    "柳州": ("liuzhou",), "桂林": ("guilin",), "海口": ("haikou",), "三亚": ("sanya",), "成都": ("chengdu",),
    "绵阳": ("mianyang",), "贵阳": ("guiyang",), "遵义": ("zunyi",), "黔西南": ("qianxinan",), "昆明": ("kunming",),
    "西安": ("xi'an", "xian"), "兰州": ("lanzhou",), "银川": ("yinchuan",), "西宁": ("xining",),
    "乌鲁木齐": ("urumqi",), "呼和浩特": ("hohhot",), "石家庄": ("shijiazhuang",), "保定": ("baoding",),
    "唐山": ("tangshan",), "太原": ("taiyuan",), "大连": ("dalian",), "沈阳": ("shenyang",), "长春": ("changchun",),
    "哈尔滨": ("harbin",),
}  # fmt: skip
