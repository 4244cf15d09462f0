"""The words of both languages that say when, in what weather, in which mood a scene plays, and what is done in it.

Not here: places and creatures; each scene, figure and style brings its own words.
"""

TIMES = {
    "sunset": "日落 夕阳 黄昏 傍晚 晚霞 落日 暮色 残阳 余晖 sunset dusk evening golden-hour twilight",
    "dawn": "清晨 日出 黎明 早晨 朝阳 晨光 破晓 拂晓 晨曦 日出时分 dawn sunrise morning daybreak",
    "night": (
        "夜 夜晚 星空 月光 月亮 月夜 深夜 午夜 繁星 极光 night moon moonlight moonlit stars starry midnight aurora"
    ),
    "day": "白天 中午 晴天 阳光 蓝天 正午 下午 晴朗 day daytime midday noon sunny sunlight blue-sky afternoon",
}

WEATHERS = {
    "storm": "暴风雨 暴风 雷 闪电 雷雨 雷电 台风 storm stormy thunder lightning thunderstorm",
    "rain": "雨 下雨 细雨 大雨 雨天 小雨 春雨 rain rainy raining drizzle downpour shower",
    "snow": "下雪 雪花 飘雪 大雪 落雪 雪天 雪中 下着雪 暴雪 snowing snowfall snowflakes blizzard snowy",
    "fog": "雾 薄雾 云雾 大雾 烟雾 fog foggy mist misty haze hazy",
    "cloudy": "乌云 多云 阴天 阴沉 密云 云密布 乌云密布 overcast cloudy clouds",
    "clear": "晴 晴朗 晴天 万里无云 clear-sky sunny cloudless",
}

SEASONS = {
    "spring": "春 春天 春季 春日 樱花 桃花 油菜花 spring cherry-blossom blossoms",
    "summer": "夏 夏天 夏日 夏季 summer",
    "autumn": "秋 秋天 秋日 秋季 红叶 枫叶 落叶 银杏 autumn in-fall fall-leaves autumnal maple falling-leaves",
    "winter": "冬 冬天 冬季 冬日 雪地 冰雪 winter wintry icy frozen",
}

MOODS = {
    "epic": "史诗 宏大 壮观 战争 冲锋 英雄 震撼 epic heroic war battle grand majestic cinematic",
    "happy": "愉快 欢乐 快乐 开心 温暖 温馨 可爱 热闹 活泼 happy joyful cheerful warm cozy playful cute fun",
    "dark": "孤独 忧伤 悲伤 恐怖 阴森 神秘 冷 lonely sad melancholy dark eerie spooky mysterious cold",
    "calm": "宁静 平静 安静 治愈 悠闲 唯美 calm quiet peaceful serene relaxing tranquil",
}

ACTIONS = {
    "dance": "跳舞 舞蹈 起舞 舞动 舞者 跳起了舞 翩翩 街舞 芭蕾 dance dancing dances dancer ballet waltz",
    "run": (
        "跑 奔跑 跑步 追逐 冲锋 奔腾 飞奔 冲 run running runs chase chasing gallop galloping sprint jog "
        "jogging charging"
    ),
    "fly": "飞 飞舞 飞过 飞翔 飞行 翱翔 fly flying flies soar soaring",
    "swim": "游泳 游动 游 swim swimming swims",
    "play": "玩耍 玩 嬉戏 跳跃 play playing plays jump jumps jumping leap leaping hop hops hopping frolic frolicking",
    "sleep": "睡 睡觉 睡着 打盹 熟睡 沉睡 sleep sleeping asleep napping nap",
    "sit": "坐 坐着 蹲 蹲着 趴 sit sitting sits seated",
    "stand": "站 站立 站着 伫立 stand standing stands watching waiting looking",
    "drive": "行驶 驾驶 驶过 疾驰 drive drives driving races racing",
    "sail": "航行 划船 行船 漂 扬帆 sail sails sailing rowing drifting floating",
    "walk": "走 行走 散步 漫步 走路 walk walking walks stroll strolling wander wandering",
}

COUNTS = {
    "2": "两只 两个 两匹 一对 双人 两人 二 两 two pair couple both",
    "3": "人们 行人 游客 people men women children kids 三只 三个 三匹 三人 几只 几个 一些 三 three several some few",
    "12": "军队 大军 千军万马 无穷无尽 人山人海 army troops legion horde",
    "4": "四只 四个 四匹 四人 四 four",
    "5": "五只 五个 五匹 五人 五 five",
    "6": "六只 六个 一群 成群 许多 很多 大群 群 无数 六 six many crowd group flock herd dozens lots countless",
}

COLOURS = {
    "ffb733": "金色 金 golden gold",
    "f08a32": "橘 橙 橘色 橙色 orange ginger",
    "d63c34": "红 红色 red crimson scarlet",
    "f4f1ea": "白 白色 雪白 white",
    "2b2b30": "黑 黑色 black",
    "3f7fd6": "蓝 蓝色 blue",
    "f29bb4": "粉 粉色 粉红 pink",
    "4f9a46": "绿 绿色 green",
    "8a58c8": "紫 紫色 purple violet",
    "96989c": "灰 灰色 grey gray",
    "f3d34a": "黄 黄色 yellow",
    "8a5a34": "棕 棕色 褐色 brown",
}
