/**
 * Words of which a chat is full, whatever it is about. They are compared by their stems; see docs/why-unknown.md for what they are
 * for. What is in none of the lists counts as rare until the chat itself says otherwise.
 */

/** Say nothing of what a sentence is about. Folded, as they are written. */
export const emptyWords: ReadonlySet<string> = new Set(
  `a about above actually after again ain all almost already also although always am an and another any anybody anyone anything are
  as at away be because been before being below between both but by bye can cannot could did do does doing done down during each
  either else enough etc even ever every everybody everyone everything few for from further had has have having he hello her here
  hers herself hey hi him himself his how however i if im in into is isnt it its itself just let lot lots many maybe me mention mentioned
  may might mine more most much must my myself neither never no nobody none nor not nothing now of off oh ok okay on once one only or
  other our ours ourselves out over own perhaps please pls quite rather really recall remember remind said same say says shall she should
  since so some somebody someone something sorry still such sure tell tells thank thanks than that thats the their theirs them
  themselves then there these they think this those though through thus to together told too under until up upon us very was we well
  were what whatever whats when whens where wheres which while who whoever whom whos whose why will with within without wont would yes
  yeah yet you your yours yourself know known knows knew forget forgot forgotten ask asked answer answered mean means meant guess repeat repeated spell list describe explain
  ich du er sie es wir ihr mich mir dich dir mein meine meinen meiner dein deine der das den dem des ein eine einen einem und oder
  ist bist sind hat habe hast wie wer wo wann warum welche welcher welches nicht mit von zu auf im
  je tu il nous vous mon ma mes ton ta tes le la les un une des du de et ou est suis es sont ai as quel quelle qui quoi ou quand
  comment pourquoi que ne pas avec dans sur
  yo el ella mi mis tus una los las y o eres esta estoy que cual quien donde cuando como por para con en
  我 你 您 他 她 它 私 僕 俺 君 彼 何 誰`
    .split(/\s+/)
    .filter(Boolean),
);

/** Stand beside what is asked for: on their own they are no reason to name a turn. */
export const lightWords: readonly string[] =
  `ago back bad bad begin best better big bit bring bye change close come day different difficult easy end evening far fast
  favourite feel fine first friend full get give glad go good great guy happen happy hard help high hope idea interesting keep kind last late
  later leave left let life like little long look love low make maybe mind minute moment morning need new next nice night often open part people person place play please point possible put read ready really right run sad sentence short show small soon sort
  sound start stay stop story strange take talk thing time today tomorrow tonight true try turn type use usual wait want way week
  weekend wish wonder world write wrong year yesterday young hear see two three four five six seven eight nine ten
  喜 欢 喜欢 今天 明天 昨天 现在 时候 东西 事情 今年 天 年 月 日 号 点 次 好 大 小 多 人 吃 去 来 看 做 用 说 今日 明日 昨日 今 好き 事 時 人`
    .split(/\s+/)
    .filter(Boolean);

/** What many sentences tell of and many questions ask for: a name, a number. They carry a question that has nothing rarer. */
export const askedWords: readonly string[] =
  `name age birthday born call city colour country hobby job language live married nickname number old surname town work address code
  word secret 名字 名前 年龄 颜色 城市 生日 工作 地址 号码 住 岁 歳 年齢 誕生日 仕事 住所 番号 色`
    .split(/\s+/)
    .filter(Boolean);

/** Forms that no rule leads back to the word, and other spellings of it. */
export const irregularForms: ReadonlyMap<string, string> = new Map(
  `ate eat,eaten eat,bought buy,brought bring,built build,came come,caught catch,children child,chose choose,chosen choose,did do,drank drink,
  drunk drink,drew draw,drawn draw,drove drive,driven drive,feet foot,fell fall,fallen fall,felt feel,flew fly,flown fly,fought fight,found find,
  gave give,given give,geese goose,got get,gotten get,grew grow,grown grow,heard hear,held hold,hid hide,hidden hide,kept keep,kids child,kid child,
  knives knife,left leave,lent lend,lost lose,made make,men man,met meet,mice mouse,mum mother,mom mother,mums mother,mommy mother,dad father,
  daddy father,paid pay,people person,ran run,rode ride,ridden ride,sang sing,sung sing,sat sit,saw see,seen see,sent send,slept sleep,
  sold sell,spent spend,spoke speak,spoken speak,stole steal,stolen steal,stood stand,swam swim,swum swim,taught teach,teeth tooth,thought think,
  threw throw,thrown throw,took take,taken take,went go,gone go,wives wife,women woman,won win,wore wear,worn wear,wrote write,written write,
  age old,aged old,bike bicycle,grey gray,colour color,colours color,coloured color,favourite favorite,favourites favorite,neighbour neighbor,neighbours neighbor,
  wolves wolf,calves calf,loaves loaf`
    .split(',')
    .map((pair) => pair.trim().split(' ') as [string, string]),
);
