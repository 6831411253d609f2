<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
    <context>
        <name>ActivationReading</name>
        <message>
            <source>The text, by neuron {neuron} of layer {layer}</source>
            <translation>文本，按第 {layer} 层的神经元 {neuron} 着色</translation>
        </message>
        <message>
            <source>A passage of the corpus, from token {begin} of its validation part</source>
            <translation>语料中的一段，从验证部分的第 {begin} 个词元开始</translation>
        </message>
        <message>
            <source>The text in the colours of the activations</source>
            <translation>按激活值着色的文本</translation>
        </message>
        <message>
            <source>Activation</source>
            <translation>激活函数</translation>
        </message>
    </context>
    <context>
        <name>AddCorpusDialog</name>
        <message>
            <source>Add a corpus</source>
            <translation>添加语料</translation>
        </message>
        <message>
            <source>Choose another encoding when the preview shows the wrong characters. It is that of the files that are selected in the list.</source>
            <translation>预览里的字符不对时，换一种编码。它只用于列表中选中的文件。</translation>
        </message>
        <message>
            <source>Format</source>
            <translation>格式</translation>
        </message>
        <message>
            <source>How the files that are selected in the list hold their texts.</source>
            <translation>列表中选中的文件以什么格式存放文本。</translation>
        </message>
        <message>
            <source>Nothing of this file can be shown. The import leaves it out.</source>
            <translation>这个文件没有可显示的内容。导入时会略过它。</translation>
        </message>
        <message>
            <source>File</source>
            <translation>文件</translation>
        </message>
        <message>
            <source>Where the text comes from</source>
            <translation>文本来自哪里</translation>
        </message>
        <message>
            <source>How the file is read</source>
            <translation>文件怎样读入</translation>
        </message>
        <message>
            <source>Encoding</source>
            <translation>编码</translation>
        </message>
        <message>
            <source>How sure it is stands in brackets, where it is a guess.</source>
            <translation>如果是猜测，括号里是有多大把握。</translation>
        </message>
        <message>
            <source>Size</source>
            <translation>大小</translation>
        </message>
        <message>
            <source>Size of the file</source>
            <translation>文件大小</translation>
        </message>
        <message>
            <source>Read as {format}</source>
            <translation>按 {format} 读取</translation>
        </message>
        <message>
            <source>by the name of each file</source>
            <translation>按每个文件的名称</translation>
        </message>
        <message>
            <source>plain text</source>
            <translation>纯文本</translation>
        </message>
        <message>
            <source>JSON lines</source>
            <translation>JSON 行</translation>
        </message>
        <message>
            <source>table (CSV)</source>
            <translation>表格（CSV）</translation>
        </message>
        <message>
            <source>table (TSV)</source>
            <translation>表格（TSV）</translation>
        </message>
        <message>
            <source>None of these files can be read. Add others, or choose how to read them.</source>
            <translation>这些文件都读不出来。请添加别的文件，或选择读取方式。</translation>
        </message>
        <message>
            <source>{count} of {all} files cannot be read and are left out.</source>
            <translation>{all} 个文件中有 {count} 个读不出来，将被略过。</translation>
        </message>
        <message>
            <source>Import</source>
            <translation>导入</translation>
        </message>
        <message>
            <source>Read as</source>
            <translation>读取方式</translation>
        </message>
        <message>
            <source>Field or column</source>
            <translation>字段或列</translation>
        </message>
        <message>
            <source>found for each file</source>
            <translation>逐个文件识别</translation>
        </message>
        <message>
            <source>unreadable</source>
            <translation>无法读取</translation>
        </message>
    </context>
    <context>
        <name>AlertRulesButton</name>
        <message>
            <source>Alerts…</source>
            <translation>警报…</translation>
        </message>
        <message>
            <source>What you want to be told of while a run learns</source>
            <translation>运行训练时希望收到的提醒</translation>
        </message>
    </context>
    <context>
        <name>AlertRulesDialog</name>
        <message>
            <source>Alerts</source>
            <translation>警报</translation>
        </message>
        <message>
            <source>Each rule is looked at while a run learns, and tells when it begins to hold: gradient_norm &gt; 10, val_loss &gt; 1.1 * running_min(val_loss), val_loss rises 5, val_loss no improvement 10, loss not finite.</source>
            <translation>运行训练时会检查每条规则，规则开始成立时会提醒：gradient_norm &gt; 10、val_loss &gt; 1.1 * running_min(val_loss)、val_loss rises 5（连升 5 次）、val_loss no improvement 10（10 次没有改善）、loss not finite（不是有限数）。</translation>
        </message>
        <message>
            <source>Condition</source>
            <translation>条件</translation>
        </message>
        <message>
            <source>Condition, such as gradient_norm &gt; 10</source>
            <translation>条件，例如 gradient_norm &gt; 10</translation>
        </message>
        <message>
            <source>Stop the run</source>
            <translation>停止运行</translation>
        </message>
        <message>
            <source>After its step, with a checkpoint; it can be resumed</source>
            <translation>在当前步之后停止并保存检查点；可以继续</translation>
        </message>
        <message>
            <source>Add</source>
            <translation>添加</translation>
        </message>
        <message>
            <source>Remove</source>
            <translation>移除</translation>
        </message>
        <message>
            <source>Close</source>
            <translation>关闭</translation>
        </message>
        <message>
            <source>Alert rules</source>
            <translation>警报规则</translation>
        </message>
        <message>
            <source>What a curve has to do</source>
            <translation>曲线要满足什么</translation>
        </message>
        <message>
            <source>Then</source>
            <translation>然后</translation>
        </message>
        <message>
            <source>tell and stop</source>
            <translation>提醒并停止</translation>
        </message>
        <message>
            <source>tell</source>
            <translation>提醒</translation>
        </message>
        <message>
            <source>What happens when the condition begins to hold</source>
            <translation>条件开始成立时会怎样</translation>
        </message>
        <message>
            <source>{run}: it would not have told anything</source>
            <translation>{run}：不会发出提醒</translation>
        </message>
        <message>
            <source>{run}: it would have told at step {steps}</source>
            <translation>{run}：会在第 {steps} 步提醒</translation>
        </message>
        <message>
            <source>{run}: it would have told {count} times, at steps {steps}</source>
            <translation>{run}：会提醒 {count} 次，在第 {steps} 步</translation>
        </message>
        <message>
            <source>{run}: it would have told {count} times, first at steps {steps}</source>
            <translation>{run}：会提醒 {count} 次，最早在第 {steps} 步</translation>
        </message>
    </context>
    <context>
        <name>Amounts</name>
        <message>
            <source>Seed</source>
            <translation>种子</translation>
        </message>
        <message>
            <source>New tokens</source>
            <translation>新词元数</translation>
        </message>
        <message>
            <source>Samples a cell</source>
            <translation>每格几段</translation>
        </message>
        <message>
            <source>Order</source>
            <translation>次序</translation>
        </message>
        <message>
            <source>Where a text ends at the latest</source>
            <translation>文字最多写多长</translation>
        </message>
        <message>
            <source>So many texts a cell, with the seeds that follow; a strategy that draws nothing writes one</source>
            <translation>每格写这么多段文本，种子依次递增；不抽样的策略只写一段</translation>
        </message>
        <message>
            <source>one after the other</source>
            <translation>一个接一个</translation>
        </message>
        <message>
            <source>interleaved: a token of each in turn</source>
            <translation>交错：轮流各写一个词元</translation>
        </message>
        <message>
            <source>batched: one pass of a model for all its strategies</source>
            <translation>成批：一个模型的所有策略共用一次计算</translation>
        </message>
        <message>
            <source>Texts are the same in any order, unless two tokens are all but equally likely; batched is the fastest</source>
            <translation>哪种次序写出的文本都一样，除非两个词元几乎同样可能；成批最快</translation>
        </message>
    </context>
    <context>
        <name>AnomalyNote</name>
        <message>
            <source>Earlier alerts: {count}. The log has them.</source>
            <translation>更早的警报：{count} 条，见日志。</translation>
        </message>
        <message>
            <source>Documents of step {step}</source>
            <translation>第 {step} 步的文档</translation>
        </message>
    </context>
    <context>
        <name>AnotherCorpusButton</name>
        <message>
            <source>On another text</source>
            <translation>换一份文本</translation>
        </message>
        <message>
            <source>Measure the same models in the same parts on another corpus</source>
            <translation>用另一份语料测量相同角色的相同模型</translation>
        </message>
        <message>
            <source>There is no other corpus yet</source>
            <translation>还没有其他语料</translation>
        </message>
    </context>
    <context>
        <name>AnswerCard</name>
        <message>
            <source>Mask {number} of {count}</source>
            <translation>第 {number} 个掩码，共 {count} 个</translation>
        </message>
        <message>
            <source>{piece}, id {id}: a click fills it in</source>
            <translation>{piece}，编号 {id}：点击即填入</translation>
        </message>
    </context>
    <context>
        <name>Arranging</name>
        <message>
            <source>Add a plot</source>
            <translation>添加图</translation>
        </message>
        <message>
            <source>All together</source>
            <translation>全部放在一起</translation>
        </message>
        <message>
            <source>Add a formula…</source>
            <translation>添加公式…</translation>
        </message>
        <message>
            <source>Columns</source>
            <translation>列数</translation>
        </message>
        <message>
            <source>As at first</source>
            <translation>恢复初始排列</translation>
        </message>
        <message>
            <source>The plots stand so for now, but are not kept: {reason}</source>
            <translation>图暂时这样排列，但未能保存：{reason}</translation>
        </message>
    </context>
    <context>
        <name>AskedWithCandidate</name>
        <message>
            <source>This token ends the text: nothing goes on behind it</source>
            <translation>这个词元结束文本：其后不再续写</translation>
        </message>
        <message>
            <source>This strategy forbids no tokens</source>
            <translation>这种策略不能禁用词元</translation>
        </message>
        <message>
            <source>A token that ends the text is not banned: set the minimum of new tokens</source>
            <translation>结束文本的词元不能禁用：请设置最少新词元数</translation>
        </message>
        <message>
            <source>This token is banned already</source>
            <translation>这个词元已经禁用</translation>
        </message>
        <message>
            <source>This strategy favours no tokens</source>
            <translation>这种策略不能偏向词元</translation>
        </message>
    </context>
    <context>
        <name>AskingForm</name>
        <message>
            <source>File of prompts</source>
            <translation>提示词文件</translation>
        </message>
        <message>
            <source>A text with a prompt a line, or a table (CSV, TSV, JSON lines) with one a row</source>
            <translation>每行一个提示词的文本，或每行一条的表格（CSV、TSV、JSON Lines）</translation>
        </message>
        <message>
            <source>Column of prompts</source>
            <translation>提示词的列</translation>
        </message>
        <message>
            <source>In a table; empty: the column that is usually called so</source>
            <translation>用于表格；空着时取通常这样命名的列</translation>
        </message>
        <message>
            <source>Column of answers</source>
            <translation>回答的列</translation>
        </message>
        <message>
            <source>In a table with expected answers; empty: the column usually called so</source>
            <translation>用于带期望回答的表格；空着时取通常这样命名的列</translation>
        </message>
        <message>
            <source>Models</source>
            <translation>模型</translation>
        </message>
        <message>
            <source>Strategies</source>
            <translation>策略</translation>
        </message>
        <message>
            <source>Those that texts were written by in Write are offered too</source>
            <translation>“写作”里用过的策略也列在这里</translation>
        </message>
        <message>
            <source>Seeds</source>
            <translation>种子数</translation>
        </message>
        <message>
            <source>From so many seeds a strategy that draws writes each prompt</source>
            <translation>会随机抽取的策略对每个提示词用这么多个种子各写一次</translation>
        </message>
        <message>
            <source>New tokens</source>
            <translation>新词元数</translation>
        </message>
        <message>
            <source>Where a text ends at the latest</source>
            <translation>文字最多写多长</translation>
        </message>
        <message>
            <source>found by itself</source>
            <translation>自动寻找</translation>
        </message>
        <message>
            <source>Add a model</source>
            <translation>添加模型</translation>
        </message>
        <message>
            <source>Prompts</source>
            <translation>提示词</translation>
        </message>
        <message>
            <source>All files</source>
            <translation>所有文件</translation>
        </message>
        <message>
            <source>Score by the teacher</source>
            <translation>由教师评分</translation>
        </message>
        <message>
            <source>The window's teacher scores each text: its perplexity, and KL(teacher ‖ writer). Models with another tokenizer are left out</source>
            <translation>由窗口所选的教师给每段文本评分：困惑度和 KL(教师 ‖ 作者)。分词器不同的模型不评</translation>
        </message>
        <message>
            <source>Copied passages</source>
            <translation>抄写的段落</translation>
        </message>
        <message>
            <source>Looks for the longest passage of each text that stands in the training text too. The first time the corpus is indexed: about 40 s for 100 MB</source>
            <translation>寻找每段文本中与训练文本相同的最长段落。第一次会给语料建索引：100 MB 约 40 秒</translation>
        </message>
        <message>
            <source>As a chat</source>
            <translation>作为对话</translation>
        </message>
        <message>
            <source>Each prompt is what a user says, in the model's own chat template</source>
            <translation>每个提示词作为用户的话，套用模型自己的对话模板</translation>
        </message>
    </context>
    <context>
        <name>AttendedText</name>
        <message>
            <source>The queries and the keys of this map are different tokens: see Lines.</source>
            <translation>这张图的查询和键是不同的词元：请看“连线”。</translation>
        </message>
        <message>
            <source>Point at a token, or choose one by the arrow keys.</source>
            <translation>请指向一个词元，或用方向键选择一个。</translation>
        </message>
        <message>
            <source>Ground, full at {top}: {token} looks at {others}</source>
            <translation>底色，满色为 {top}：{token} 看 {others}</translation>
        </message>
        <message>
            <source>Underline, full at {top}: {token} is looked at by {others}</source>
            <translation>下划线，满色为 {top}：看 {token} 的有 {others}</translation>
        </message>
    </context>
    <context>
        <name>AttentionExport</name>
        <message>
            <source>Export</source>
            <translation>导出</translation>
        </message>
        <message>
            <source>All maps…</source>
            <translation>所有热图…</translation>
        </message>
        <message>
            <source>Table of heads as CSV…</source>
            <translation>头列表存为 CSV…</translation>
        </message>
        <message>
            <source>Picture of what is shown…</source>
            <translation>所显示的存为图片…</translation>
        </message>
        <message>
            <source>Copy as a picture</source>
            <translation>复制为图片</translation>
        </message>
        <message>
            <source>Pictures as on paper</source>
            <translation>图片用纸面样式</translation>
        </message>
        <message>
            <source>The picture is on the clipboard</source>
            <translation>图片已在剪贴板上</translation>
        </message>
        <message>
            <source>{path} could not be written: {reason}</source>
            <translation>无法写入 {path}：{reason}</translation>
        </message>
        <message>
            <source>Saved as {path}</source>
            <translation>已保存为 {path}</translation>
        </message>
    </context>
    <context>
        <name>AttentionPanel</name>
        <message>
            <source>Attention</source>
            <translation>注意力</translation>
        </message>
        <message>
            <source>Here you see which words each attention head looks at, for two models at once.</source>
            <translation>在这里可以看到每个注意力头在看哪些词，两个模型并排显示。</translation>
        </message>
        <message>
            <source>{models} is not in this project (any more); choose another model</source>
            <translation>这个项目里没有（或不再有）{models}；请选择别的模型</translation>
        </message>
        <message>
            <source>{model}: its weights are not those that the view was made of</source>
            <translation>{model}：它的权重已不是制作这个视图时的权重</translation>
        </message>
    </context>
    <context>
        <name>AttentionQuestion</name>
        <message>
            <source>Teacher</source>
            <translation>教师</translation>
        </message>
        <message>
            <source>Student</source>
            <translation>学生</translation>
        </message>
        <message>
            <source>A sentence to look at</source>
            <translation>要看的句子</translation>
        </message>
        <message>
            <source>Enter looks; Shift+Enter begins another line</source>
            <translation>按回车查看；按 Shift+回车换行</translation>
        </message>
        <message>
            <source>Look</source>
            <translation>查看</translation>
        </message>
        <message>
            <source>Stop</source>
            <translation>停止</translation>
        </message>
        <message>
            <source>Read no further; what is shown stays</source>
            <translation>不再读下去；已显示的保留</translation>
        </message>
        <message>
            <source>Layers that are done</source>
            <translation>已完成的层</translation>
        </message>
    </context>
    <context>
        <name>AttentionViews</name>
        <message>
            <source>Teacher</source>
            <translation>教师</translation>
        </message>
        <message>
            <source>Student</source>
            <translation>学生</translation>
        </message>
        <message>
            <source>{model}: layers × heads</source>
            <translation>{model}：层 × 头</translation>
        </message>
        <message>
            <source>Link matched heads</source>
            <translation>联动相似的头</translation>
        </message>
        <message>
            <source>Choosing a head of one model shows the head of the other that is most alike</source>
            <translation>选择一个模型的头时，显示另一个模型中与它最相似的头</translation>
        </message>
        <message>
            <source>Difference</source>
            <translation>差异</translation>
        </message>
        <message>
            <source>Teacher's head minus student's head, in one map</source>
            <translation>教师的头减去学生的头，画在一张图里</translation>
        </message>
        <message>
            <source>Large</source>
            <translation>放大</translation>
        </message>
        <message>
            <source>The chosen head alone, as after a double click; Escape brings all back</source>
            <translation>只看所选的头，和双击一样；按 Esc 恢复全部</translation>
        </message>
        <message>
            <source>Strongest lines</source>
            <translation>最强的连线数</translation>
        </message>
        <message>
            <source>Maps</source>
            <translation>热图</translation>
        </message>
        <message>
            <source>Lines</source>
            <translation>连线</translation>
        </message>
        <message>
            <source>Text</source>
            <translation>文本</translation>
        </message>
        <message>
            <source>Table of heads</source>
            <translation>头列表</translation>
        </message>
    </context>
    <context>
        <name>Attribution</name>
        <message>
            <source>Token embedding</source>
            <translation>词元嵌入</translation>
        </message>
        <message>
            <source>Position embedding</source>
            <translation>位置嵌入</translation>
        </message>
        <message>
            <source>Segment embedding</source>
            <translation>段落嵌入</translation>
        </message>
        <message>
            <source>Embedding norm bias</source>
            <translation>嵌入归一化的偏置</translation>
        </message>
        <message>
            <source>L{layer} head {head}</source>
            <translation>L{layer} 头 {head}</translation>
        </message>
        <message>
            <source>L{layer} attention</source>
            <translation>L{layer} 注意力</translation>
        </message>
        <message>
            <source>L{layer} attention bias</source>
            <translation>L{layer} 注意力偏置</translation>
        </message>
        <message>
            <source>L{layer} feed-forward</source>
            <translation>L{layer} 前馈</translation>
        </message>
        <message>
            <source>L{layer} norm bias</source>
            <translation>L{layer} 归一化偏置</translation>
        </message>
        <message>
            <source>Final norm bias</source>
            <translation>最终归一化的偏置</translation>
        </message>
        <message>
            <source>Output bias</source>
            <translation>输出偏置</translation>
        </message>
        <message>
            <source>“{token}”: probability {share}, rank {rank}</source>
            <translation>“{token}”：概率 {share}，名次 {rank}</translation>
        </message>
        <message>
            <source>rather than “{token}”: {share}</source>
            <translation>而不是“{token}”：{share}</translation>
        </message>
        <message>
            <source>sum of the parts {total}, logit {logit}</source>
            <translation>各部分之和 {total}，logit {logit}</translation>
        </message>
        <message>
            <source>sum of the parts {total}, difference of the logits {logit}</source>
            <translation>各部分之和 {total}，logit 之差 {logit}</translation>
        </message>
        <message>
            <source>the head behind the last layer is not linear: integrated gradients of it from a zero state split its answer</source>
            <translation>末层之后的输出头不是线性的：用它从零状态出发的积分梯度来分解其输出</translation>
        </message>
        <message>
            <source>sum {total}, {explained} less that of the baseline {difference}: completeness gap {gap}</source>
            <translation>总和 {total}，{explained} 与基线处之差 {difference}：完备性差距 {gap}</translation>
        </message>
        <message>
            <source>logit</source>
            <translation>logit</translation>
        </message>
        <message>
            <source>probability</source>
            <translation>概率</translation>
        </message>
        <message>
            <source>{count} steps</source>
            <translation>{count} 步</translation>
        </message>
    </context>
    <context>
        <name>AttributionPanel</name>
        <message>
            <source>Why this token</source>
            <translation>为什么是这个词元</translation>
        </message>
        <message>
            <source>Teacher</source>
            <translation>教师</translation>
        </message>
        <message>
            <source>Student</source>
            <translation>学生</translation>
        </message>
        <message>
            <source>A text whose tokens are explained</source>
            <translation>要解释其词元的文本</translation>
        </message>
        <message>
            <source>Look</source>
            <translation>查看</translation>
        </message>
        <message>
            <source>Parts of the logit</source>
            <translation>logit 的组成部分</translation>
        </message>
        <message>
            <source>Saliency of tokens</source>
            <translation>词元显著性</translation>
        </message>
        <message>
            <source>Here you see why a model finds a token likely: what its heads and layers add to it, and which tokens of the text speak for it.</source>
            <translation>在这里可以看到模型为什么觉得一个词元可能出现：它的各个头和各层为它加了多少，文本中哪些词元支持它。</translation>
        </message>
    </context>
    <context>
        <name>BatchPanel</name>
        <message>
            <source>Batch</source>
            <translation>批次</translation>
        </message>
        <message>
            <source>Here you see which documents a step of a run learnt from, and how hard each was.</source>
            <translation>这里显示一次运行的某一步学习了哪些文档，以及每篇有多难。</translation>
        </message>
        <message>
            <source>Set up a run</source>
            <translation>设置运行</translation>
        </message>
        <message>
            <source>Documents of the step</source>
            <translation>这一步的文档</translation>
        </message>
        <message>
            <source>Text</source>
            <translation>文本</translation>
        </message>
        <message>
            <source>What the batch holds of it; … where it goes on outside</source>
            <translation>批次中包含的部分；… 表示在批次之外还有</translation>
        </message>
        <message>
            <source>Corpus</source>
            <translation>语料</translation>
        </message>
        <message>
            <source>In a mixture of corpora, the one that it is of</source>
            <translation>在混合语料中，它所属的语料</translation>
        </message>
        <message>
            <source>Loss</source>
            <translation>损失</translation>
        </message>
        <message>
            <source>Nats per token that was learnt, its mean over the document</source>
            <translation>每个被学习词元的 nat 数，对整篇取平均</translation>
        </message>
        <message>
            <source>Learnt</source>
            <translation>学习的词元</translation>
        </message>
        <message>
            <source>Of how many of its tokens the batch's loss is the mean</source>
            <translation>批次损失对其中多少个词元取平均</translation>
        </message>
        <message>
            <source>Document</source>
            <translation>文档</translation>
        </message>
        <message>
            <source>Its number in the training part, or that of the example, from 1</source>
            <translation>它在训练部分中的编号，或样本的编号，从 1 开始</translation>
        </message>
        <message>
            <source>Row</source>
            <translation>行</translation>
        </message>
        <message>
            <source>The row of the batch that holds it, from 1</source>
            <translation>包含它的批次行，从 1 开始</translation>
        </message>
        <message>
            <source>The order of the documents is a function of the run's seed and the step.</source>
            <translation>文档的顺序只取决于运行的随机种子和步数。</translation>
        </message>
        <message>
            <source>Step {step}</source>
            <translation>第 {step} 步</translation>
        </message>
        <message>
            <source>{step}: stopped before the losses were known</source>
            <translation>{step}：在得到损失之前已停止</translation>
        </message>
        <message>
            <source>{step}: {done} of {total} steps replayed</source>
            <translation>{step}：已重放 {total} 步中的 {done} 步</translation>
        </message>
        <message>
            <source>{step}: mean loss {loss} nats; {origin}</source>
            <translation>{step}：平均损失 {loss} nat；{origin}</translation>
        </message>
        <message>
            <source>At the step itself the run recorded {value} ({name}).</source>
            <translation>在那一步本身，运行记录的是 {value}（{name}）。</translation>
        </message>
        <message>
            <source>The run recorded the same: {value} ({name}).</source>
            <translation>与运行记录的相同：{value}（{name}）。</translation>
        </message>
        <message>
            <source>The run recorded {value} ({name}): not the same. Another machine or another version of torch rounds otherwise.</source>
            <translation>运行记录的是 {value}（{name}）：不相同。另一台机器或另一个版本的 torch 舍入方式不同。</translation>
        </message>
    </context>
    <context>
        <name>BatchQuestion</name>
        <message>
            <source>Step</source>
            <translation>步</translation>
        </message>
        <message>
            <source>A step of the run, as its curves count them</source>
            <translation>运行的一步，按曲线上的计数</translation>
        </message>
        <message>
            <source>Losses</source>
            <translation>损失</translation>
        </message>
        <message>
            <source>The step's own losses need the steps since the checkpoint before it once more; those under a checkpoint are there at once</source>
            <translation>那一步本身的损失需要把前一个检查点以来的各步重放一遍；检查点下的损失立刻就有</translation>
        </message>
        <message>
            <source>Show documents</source>
            <translation>显示文档</translation>
        </message>
        <message>
            <source>Stop</source>
            <translation>停止</translation>
        </message>
        <message>
            <source>of the step itself: {count} steps are replayed from step {step}</source>
            <translation>那一步本身的：从第 {step} 步起重放 {count} 步</translation>
        </message>
        <message>
            <source>under the checkpoint of step {step}</source>
            <translation>第 {step} 步的检查点下的</translation>
        </message>
    </context>
    <context>
        <name>BinPanel</name>
        <message>
            <source>Bin</source>
            <translation>回收站</translation>
        </message>
        <message>
            <source>Restore</source>
            <translation>恢复</translation>
        </message>
        <message>
            <source>Erase…</source>
            <translation>彻底清除…</translation>
        </message>
        <message>
            <source>Empty the bin…</source>
            <translation>清空回收站…</translation>
        </message>
        <message>
            <source>What you delete is kept here until you erase it. The bin is empty.</source>
            <translation>删除的内容先放在这里，直到彻底清除。回收站是空的。</translation>
        </message>
        <message>
            <source>Show the runs</source>
            <translation>查看运行</translation>
        </message>
        <message>
            <source>Name</source>
            <translation>名称</translation>
        </message>
        <message>
            <source>What it is called, and will be called again once restored</source>
            <translation>它的名称，恢复后仍用这个名称</translation>
        </message>
        <message>
            <source>Kind</source>
            <translation>类型</translation>
        </message>
        <message>
            <source>What was deleted</source>
            <translation>删除的是什么</translation>
        </message>
        <message>
            <source>Size</source>
            <translation>大小</translation>
        </message>
        <message>
            <source>Room on the disk that erasing it gives back</source>
            <translation>彻底删除后腾出的磁盘空间</translation>
        </message>
        <message>
            <source>Deleted</source>
            <translation>删除时间</translation>
        </message>
        <message>
            <source>When it was moved to the bin</source>
            <translation>何时移入回收站</translation>
        </message>
        <message>
            <source>Corpus</source>
            <translation>语料</translation>
        </message>
        <message>
            <source>Tokenizer</source>
            <translation>分词器</translation>
        </message>
        <message>
            <source>Teacher cache</source>
            <translation>教师缓存</translation>
        </message>
        <message>
            <source>Model</source>
            <translation>模型</translation>
        </message>
        <message>
            <source>Run</source>
            <translation>运行</translation>
        </message>
        <message>
            <source>Checkpoint</source>
            <translation>检查点</translation>
        </message>
        <message>
            <source>Erase “{name}” for good?</source>
            <translation>要彻底清除“{name}”吗？</translation>
        </message>
        <message>
            <source>Erase {count} things for good?</source>
            <translation>要彻底清除 {count} 项吗？</translation>
        </message>
        <message>
            <source>This frees {size} and cannot be undone.</source>
            <translation>这会腾出 {size}，而且无法撤销。</translation>
        </message>
        <message>
            <source>Erase</source>
            <translation>彻底清除</translation>
        </message>
    </context>
    <context>
        <name>BlindVotePage</name>
        <message>
            <source>A is better</source>
            <translation>A 更好</translation>
        </message>
        <message>
            <source>Tie</source>
            <translation>平手</translation>
        </message>
        <message>
            <source>B is better</source>
            <translation>B 更好</translation>
        </message>
        <message>
            <source>Next pair</source>
            <translation>下一对</translation>
        </message>
        <message>
            <source>Text {name}</source>
            <translation>文本 {name}</translation>
        </message>
        <message>
            <source>Win rates</source>
            <translation>胜率</translation>
        </message>
        <message>
            <source>One</source>
            <translation>一方</translation>
        </message>
        <message>
            <source>Whose wins are counted</source>
            <translation>统计谁的胜场</translation>
        </message>
        <message>
            <source>Against</source>
            <translation>对手</translation>
        </message>
        <message>
            <source>Whom its texts were compared with</source>
            <translation>与谁的文本相比</translation>
        </message>
        <message>
            <source>Win rate</source>
            <translation>胜率</translation>
        </message>
        <message>
            <source>Wins among the votes that are no ties, with Wilson's 95 % interval</source>
            <translation>不含平手的投票中胜出的比例，附 Wilson 95 % 区间</translation>
        </message>
        <message>
            <source>Won</source>
            <translation>胜</translation>
        </message>
        <message>
            <source>How often the first was better</source>
            <translation>第一方更好的次数</translation>
        </message>
        <message>
            <source>Lost</source>
            <translation>负</translation>
        </message>
        <message>
            <source>How often the other was better</source>
            <translation>另一方更好的次数</translation>
        </message>
        <message>
            <source>Ties</source>
            <translation>平</translation>
        </message>
        <message>
            <source>How often none was better</source>
            <translation>分不出高下的次数</translation>
        </message>
        <message>
            <source>Prompt: {prompt}</source>
            <translation>提示词：{prompt}</translation>
        </message>
        <message>
            <source>{name}: {contender}, seed {seed}</source>
            <translation>{name}：{contender}，种子 {seed}</translation>
        </message>
        <message>
            <source>There is no pair to vote on: write with two models or strategies in Write, or run a file of prompts.</source>
            <translation>没有可投票的文本对：请在“写作”里用两个模型或策略写，或运行一个提示词文件。</translation>
        </message>
        <message>
            <source>1 vote so far</source>
            <translation>已投 1 票</translation>
        </message>
        <message>
            <source>{count} votes so far</source>
            <translation>已投 {count} 票</translation>
        </message>
        <message>
            <source>every pair was voted on</source>
            <translation>每一对都投过了</translation>
        </message>
        <message>
            <source>1 line of votes cannot be read.</source>
            <translation>有 1 行投票记录无法读取。</translation>
        </message>
        <message>
            <source>{count} lines of votes cannot be read.</source>
            <translation>有 {count} 行投票记录无法读取。</translation>
        </message>
    </context>
    <context>
        <name>BranchDialog</name>
        <message>
            <source>Branch</source>
            <translation>分支</translation>
        </message>
        <message>
            <source>Start</source>
            <translation>开始</translation>
        </message>
        <message>
            <source>A new run goes on from {checkpoint}, with its weights and its optimizer. What cannot change: {fixed}.</source>
            <translation>新的运行从 {checkpoint} 继续，沿用其权重和优化器。不能更改的有：{fixed}。</translation>
        </message>
        <message>
            <source>What the branch changes</source>
            <translation>分支所更改的设置</translation>
        </message>
        <message>
            <source>Setting</source>
            <translation>设置</translation>
        </message>
        <message>
            <source>As spec files and `--set` name it</source>
            <translation>配置文件和 `--set` 中的名称</translation>
        </message>
        <message>
            <source>Before</source>
            <translation>之前</translation>
        </message>
        <message>
            <source>The value of the run that the branch goes on from</source>
            <translation>分支所接续的运行的值</translation>
        </message>
        <message>
            <source>Now</source>
            <translation>现在</translation>
        </message>
        <message>
            <source>The value of the branch</source>
            <translation>分支的值</translation>
        </message>
        <message>
            <source>{name} branch</source>
            <translation>{name} 分支</translation>
        </message>
    </context>
    <context>
        <name>CachesPanel</name>
        <message>
            <source>Teacher caches</source>
            <translation>教师缓存</translation>
        </message>
        <message>
            <source>A cache keeps a teacher's predictions, so that students learn without asking it at each step.</source>
            <translation>缓存保存教师的预测，学生学习时便不必每一步都询问它。</translation>
        </message>
        <message>
            <source>Make one</source>
            <translation>制作一个</translation>
        </message>
        <message>
            <source>Name</source>
            <translation>名称</translation>
        </message>
        <message>
            <source>Double-click to rename it</source>
            <translation>双击可重命名</translation>
        </message>
        <message>
            <source>Teacher</source>
            <translation>教师</translation>
        </message>
        <message>
            <source>The model whose predictions are kept</source>
            <translation>保存的是哪个模型的预测</translation>
        </message>
        <message>
            <source>Corpus</source>
            <translation>语料</translation>
        </message>
        <message>
            <source>The text that they were made of</source>
            <translation>预测所用的文本</translation>
        </message>
        <message>
            <source>Kept</source>
            <translation>保留</translation>
        </message>
        <message>
            <source>How much of each prediction is kept</source>
            <translation>每个预测保留多少</translation>
        </message>
        <message>
            <source>The temperature at which the predictions were softened</source>
            <translation>软化预测所用的温度</translation>
        </message>
        <message>
            <source>Context</source>
            <translation>上下文</translation>
        </message>
        <message>
            <source>Tokens of a window; a student must have the same</source>
            <translation>一个窗口的词元数；学生必须相同</translation>
        </message>
        <message>
            <source>Tokens</source>
            <translation>词元数</translation>
        </message>
        <message>
            <source>How many predictions are kept</source>
            <translation>保存了多少个预测</translation>
        </message>
        <message>
            <source>Size</source>
            <translation>大小</translation>
        </message>
        <message>
            <source>Room on the disk</source>
            <translation>占用的磁盘空间</translation>
        </message>
    </context>
    <context>
        <name>CalibrationDiagram</name>
        <message>
            <source>How often the likeliest token was right</source>
            <translation>最可能词元的正确频率</translation>
        </message>
        <message>
            <source>Probability of the likeliest token</source>
            <translation>最可能词元的概率</translation>
        </message>
    </context>
    <context>
        <name>CandidateTable</name>
        <message>
            <source>Candidates of</source>
            <translation>候选来自</translation>
        </message>
        <message>
            <source>Candidates</source>
            <translation>候选数</translation>
        </message>
        <message>
            <source>Branch here</source>
            <translation>在此分支</translation>
        </message>
        <message>
            <source>Ban</source>
            <translation>禁用</translation>
        </message>
        <message>
            <source>Favour</source>
            <translation>偏向</translation>
        </message>
        <message>
            <source>Token</source>
            <translation>词元</translation>
        </message>
        <message>
            <source>What may stand here; ◆ is what was taken, bytes are ⟨E4⟩</source>
            <translation>这里可能出现的词元；◆ 是实际选中的，字节写作 ⟨E4⟩</translation>
        </message>
        <message>
            <source>Probability</source>
            <translation>概率</translation>
        </message>
        <message>
            <source>The model's own, before penalties, temperature and filters</source>
            <translation>模型自己的概率，在惩罚、温度和过滤器之前</translation>
        </message>
        <message>
            <source>Rank</source>
            <translation>排名</translation>
        </message>
        <message>
            <source>1 is the token that the model finds likeliest</source>
            <translation>1 是模型认为最可能的词元</translation>
        </message>
        <message>
            <source>Final</source>
            <translation>最终</translation>
        </message>
        <message>
            <source>What the token is taken with in the end; – where it is removed</source>
            <translation>这个词元最终以多大概率被选中；被去掉的为 –</translation>
        </message>
        <message>
            <source>The probability behind this step; – where the token is removed</source>
            <translation>这一步之后的概率；被去掉的为 –</translation>
        </message>
        <message>
            <source>id {id}, logit {logit}</source>
            <translation>编号 {id}，logit {logit}</translation>
        </message>
        <message>
            <source>removed by: {step}</source>
            <translation>被去掉，由于：{step}</translation>
        </message>
        <message>
            <source>at times removed by: {step}</source>
            <translation>有时被去掉，由于：{step}</translation>
        </message>
        <message>
            <source>Writes a text that goes on with this token</source>
            <translation>写一段以这个词元继续的文本</translation>
        </message>
        <message>
            <source>Writes a text from here on that never takes this token</source>
            <translation>从这里写一段不用这个词元的文本</translation>
        </message>
        <message>
            <source>Writes a text from here on with 2 added to this token's logit</source>
            <translation>从这里写一段文本，这个词元的 logit 加 2</translation>
        </message>
        <message>
            <source>Choose a candidate in the table</source>
            <translation>请在表中选择一个候选</translation>
        </message>
    </context>
    <context>
        <name>ChangesTable</name>
        <message>
            <source>Strongest changes</source>
            <translation>最强的变化</translation>
        </message>
        <message>
            <source>Click a change to go there</source>
            <translation>点一项变化即可转到那里</translation>
        </message>
        <message>
            <source>Measure</source>
            <translation>测量</translation>
        </message>
        <message>
            <source>Measures between 0 and 1, whose changes can be compared</source>
            <translation>取值在 0 到 1 之间的指标，其变化可以互相比较</translation>
        </message>
        <message>
            <source>Head</source>
            <translation>头</translation>
        </message>
        <message>
            <source>Layer and head, counted from 0</source>
            <translation>层与头，从 0 数起</translation>
        </message>
        <message>
            <source>From step</source>
            <translation>起始步</translation>
        </message>
        <message>
            <source>The checkpoint before the change</source>
            <translation>变化之前的检查点</translation>
        </message>
        <message>
            <source>To step</source>
            <translation>终止步</translation>
        </message>
        <message>
            <source>The checkpoint after the change</source>
            <translation>变化之后的检查点</translation>
        </message>
        <message>
            <source>Before</source>
            <translation>之前</translation>
        </message>
        <message>
            <source>The measure at the checkpoint before</source>
            <translation>前一个检查点处的指标</translation>
        </message>
        <message>
            <source>After</source>
            <translation>之后</translation>
        </message>
        <message>
            <source>The measure at the checkpoint after it</source>
            <translation>后一个检查点处的指标</translation>
        </message>
        <message>
            <source>Change</source>
            <translation>变化</translation>
        </message>
        <message>
            <source>Of shares in percentage points; the largest stand first</source>
            <translation>占比以百分点计；最大的排在最前</translation>
        </message>
    </context>
    <context>
        <name>ChartNames</name>
        <message>
            <source>{title}: “{text}”</source>
            <translation>{title}：“{text}”</translation>
        </message>
        <message>
            <source>Loss (nats per example)</source>
            <translation>损失（每样本 nat 数）</translation>
        </message>
        <message>
            <source>Training loss (true tokens)</source>
            <translation>训练损失（真实词元）</translation>
        </message>
        <message>
            <source>{curve}, superseded</source>
            <translation>{curve}（已被取代）</translation>
        </message>
        <message>
            <source>+ {curve}, weighted</source>
            <translation>+ {curve}，加权</translation>
        </message>
        <message>
            <source>{curve}, weighted</source>
            <translation>{curve}，加权</translation>
        </message>
        <message>
            <source>+ rest</source>
            <translation>+ 其余</translation>
        </message>
        <message>
            <source>n-gram baseline</source>
            <translation>n-gram 基线</translation>
        </message>
        <message>
            <source>token frequencies (unigram)</source>
            <translation>词元频率（unigram）</translation>
        </message>
        <message>
            <source>every token equally likely</source>
            <translation>所有词元同样可能</translation>
        </message>
        <message>
            <source>teacher</source>
            <translation>教师</translation>
        </message>
        <message>
            <source>most frequent class</source>
            <translation>最常见的类别</translation>
        </message>
        <message>
            <source>most frequent token</source>
            <translation>最常见的词元</translation>
        </message>
    </context>
    <context>
        <name>ChatBox</name>
        <message>
            <source>System</source>
            <translation>系统</translation>
        </message>
        <message>
            <source>How the assistant is to behave</source>
            <translation>助手应当怎样表现</translation>
        </message>
        <message>
            <source>The chat so far</source>
            <translation>目前的对话</translation>
        </message>
        <message>
            <source>The chat so far: nothing said</source>
            <translation>目前的对话：还没有说过话</translation>
        </message>
        <message>
            <source>Clear</source>
            <translation>清空</translation>
        </message>
        <message>
            <source>Forget what was said</source>
            <translation>忘掉说过的话</translation>
        </message>
        <message>
            <source>Drop the last</source>
            <translation>去掉最后一轮</translation>
        </message>
        <message>
            <source>Forget the last question and its answer</source>
            <translation>忘掉最后的提问和它的回答</translation>
        </message>
        <message>
            <source>Assistant</source>
            <translation>助手</translation>
        </message>
        <message>
            <source>User</source>
            <translation>用户</translation>
        </message>
    </context>
    <context>
        <name>CheckpointHeadsTable</name>
        <message>
            <source>Heads at the checkpoint</source>
            <translation>该检查点的各个头</translation>
        </message>
        <message>
            <source>Label</source>
            <translation>标签</translation>
        </message>
        <message>
            <source>What most of its attention is on here, at this checkpoint</source>
            <translation>在这个检查点，它的大部分注意力在这段文本中落在哪里</translation>
        </message>
        <message>
            <source>At first</source>
            <translation>最初</translation>
        </message>
        <message>
            <source>The same at the first checkpoint</source>
            <translation>在第一个检查点时的情况</translation>
        </message>
        <message>
            <source>Layer</source>
            <translation>层</translation>
        </message>
        <message>
            <source>Counted from 0, from the embeddings upwards</source>
            <translation>从 0 数起，由嵌入往上</translation>
        </message>
        <message>
            <source>Head</source>
            <translation>头</translation>
        </message>
        <message>
            <source>Counted from 0 within its layer</source>
            <translation>在本层之内从 0 数起</translation>
        </message>
        <message>
            <source>Since the first</source>
            <translation>自第一个起</translation>
        </message>
        <message>
            <source>The change since the first checkpoint; shares in percentage points</source>
            <translation>自第一个检查点以来的变化；占比以百分点计</translation>
        </message>
        <message>
            <source>Since the one before</source>
            <translation>自前一个起</translation>
        </message>
        <message>
            <source>The change since the checkpoint before; shares in percentage points</source>
            <translation>自前一个检查点以来的变化；占比以百分点计</translation>
        </message>
    </context>
    <context>
        <name>CheckpointSide</name>
        <message>
            <source>A pinned checkpoint is never removed while a run goes on</source>
            <translation>运行继续时，固定的检查点绝不会被移除</translation>
        </message>
        <message>
            <source>One checkpoint as a model of its own, or several averaged</source>
            <translation>把一个检查点变成独立的模型，或把多个平均</translation>
        </message>
        <message>
            <source>Branch…</source>
            <translation>分支…</translation>
        </message>
        <message>
            <source>A new run that goes on from here, with other settings</source>
            <translation>从这里继续的新运行，采用其他设置</translation>
        </message>
        <message>
            <source>Compare weights</source>
            <translation>比较权重</translation>
        </message>
        <message>
            <source>How far two checkpoints are from each other, by layer</source>
            <translation>两个检查点相距多远，按层列出</translation>
        </message>
        <message>
            <source>Minimal pairs…</source>
            <translation>最小对立对…</translation>
        </message>
        <message>
            <source>Small tests of language, at each checkpoint of the model</source>
            <translation>在模型的每个检查点上做的小型语言测试</translation>
        </message>
        <message>
            <source>Open the folder</source>
            <translation>打开文件夹</translation>
        </message>
        <message>
            <source>Move to the bin…</source>
            <translation>移到回收站…</translation>
        </message>
        <message>
            <source>Choose one or several models above to see their checkpoints.</source>
            <translation>在上面选择一个或几个模型，查看它们的检查点。</translation>
        </message>
        <message>
            <source>Unpin</source>
            <translation>取消固定</translation>
        </message>
        <message>
            <source>Pin</source>
            <translation>固定</translation>
        </message>
        <message>
            <source>Average…</source>
            <translation>平均…</translation>
        </message>
        <message>
            <source>Make a model…</source>
            <translation>建立模型…</translation>
        </message>
        <message>
            <source>, </source>
            <translation>、</translation>
        </message>
        <message>
            <source>Move {checkpoints} to the bin?</source>
            <translation>把 {checkpoints} 移到回收站？</translation>
        </message>
        <message>
            <source>It can be restored from the bin.</source>
            <translation>可以从回收站恢复。</translation>
        </message>
        <message>
            <source>Move to the bin</source>
            <translation>移到回收站</translation>
        </message>
    </context>
    <context>
        <name>CheckpointTable</name>
        <message>
            <source>Checkpoints</source>
            <translation>检查点</translation>
        </message>
        <message>
            <source>Model</source>
            <translation>模型</translation>
        </message>
        <message>
            <source>The model that the checkpoint is of</source>
            <translation>检查点所属的模型</translation>
        </message>
        <message>
            <source>Step</source>
            <translation>步</translation>
        </message>
        <message>
            <source>After how many steps it was saved</source>
            <translation>在多少步之后保存</translation>
        </message>
        <message>
            <source>Size</source>
            <translation>大小</translation>
        </message>
        <message>
            <source>Room on the disk: the weights and what a resume needs</source>
            <translation>占用的磁盘空间：权重以及继续运行所需的内容</translation>
        </message>
        <message>
            <source>Kept as</source>
            <translation>保留原因</translation>
        </message>
        <message>
            <source>Why it is kept while the run goes on</source>
            <translation>运行继续时为什么保留它</translation>
        </message>
        <message>
            <source>best</source>
            <translation>最佳</translation>
        </message>
        <message>
            <source>last</source>
            <translation>最后</translation>
        </message>
        <message>
            <source>pinned</source>
            <translation>已固定</translation>
        </message>
        <message>
            <source>every so many steps</source>
            <translation>每隔若干步</translation>
        </message>
        <message>
            <source>damaged</source>
            <translation>已损坏</translation>
        </message>
        <message>
            <source>, </source>
            <translation>、</translation>
        </message>
    </context>
    <context>
        <name>CheckpointView</name>
        <message>
            <source>Layers × heads at the checkpoint</source>
            <translation>该检查点的各层 × 各头</translation>
        </message>
        <message>
            <source>By measure</source>
            <translation>按指标</translation>
        </message>
        <message>
            <source>Curves</source>
            <translation>曲线</translation>
        </message>
        <message>
            <source>Chosen head</source>
            <translation>所选的头</translation>
        </message>
        <message>
            <source>Heads</source>
            <translation>注意力头</translation>
        </message>
        <message>
            <source>Strongest changes</source>
            <translation>最强的变化</translation>
        </message>
        <message>
            <source>Lens</source>
            <translation>透镜</translation>
        </message>
        <message>
            <source>Probes</source>
            <translation>探针</translation>
        </message>
    </context>
    <context>
        <name>Checkpoints</name>
        <message>
            <source>The checkpoint at step {step} is skipped: {why}</source>
            <translation>第 {step} 步的检查点已跳过：{why}</translation>
        </message>
        <message>
            <source>{done} of {total} checkpoints</source>
            <translation>{total} 个检查点中的 {done} 个</translation>
        </message>
        <message>
            <source>{done} of {total} checkpoints, {share} of the next</source>
            <translation>{total} 个检查点中的 {done} 个，下一个已读 {share}</translation>
        </message>
    </context>
    <context>
        <name>CheckpointsExport</name>
        <message>
            <source>The chosen head over the checkpoints…</source>
            <translation>所选注意力头在各检查点的数值…</translation>
        </message>
        <message>
            <source>Strongest changes…</source>
            <translation>最强的变化…</translation>
        </message>
        <message>
            <source>The lens at every checkpoint…</source>
            <translation>每个检查点的透镜…</translation>
        </message>
        <message>
            <source>Strongest changes of the lens…</source>
            <translation>透镜变化最大之处…</translation>
        </message>
    </context>
    <context>
        <name>CheckpointsPanel</name>
        <message>
            <source>Over checkpoints</source>
            <translation>检查点历程</translation>
        </message>
        <message>
            <source>A sentence to look at</source>
            <translation>要看的句子</translation>
        </message>
        <message>
            <source>Read checkpoints</source>
            <translation>读取检查点</translation>
        </message>
        <message>
            <source>Stop</source>
            <translation>停止</translation>
        </message>
        <message>
            <source>Follow the newest</source>
            <translation>跟随最新</translation>
        </message>
        <message>
            <source>While the run trains, read each new checkpoint by itself and go there</source>
            <translation>训练进行时，自动读取每个新的检查点并转到那里</translation>
        </message>
        <message>
            <source>Show in Attention</source>
            <translation>在“注意力”中查看</translation>
        </message>
        <message>
            <source>Look at the chosen checkpoint's heads in large</source>
            <translation>放大查看所选检查点的各个头</translation>
        </message>
        <message>
            <source>Here you see how the heads of a model came to be: the same text at every checkpoint that its run kept.</source>
            <translation>在这里可以看到模型的各个头是怎样形成的：同一段文本，在运行保留的每个检查点上各读一遍。</translation>
        </message>
    </context>
    <context>
        <name>ClassesPanel</name>
        <message>
            <source>Classes</source>
            <translation>类别</translation>
        </message>
        <message>
            <source>Evaluation</source>
            <translation>评估</translation>
        </message>
        <message>
            <source>Save the picture…</source>
            <translation>保存图片…</translation>
        </message>
        <message>
            <source>Export as CSV…</source>
            <translation>导出为 CSV…</translation>
        </message>
        <message>
            <source>the true class</source>
            <translation>真实类别</translation>
        </message>
        <message>
            <source>what it was taken for</source>
            <translation>被判为的类别</translation>
        </message>
        <message>
            <source>Once a run learns to tell classes, this shows which it takes for which.</source>
            <translation>运行学习分类后，这里显示它把哪一类判成了哪一类。</translation>
        </message>
        <message>
            <source>Set up a fine-tuning</source>
            <translation>设置微调</translation>
        </message>
        <message>
            <source>Class</source>
            <translation>类别</translation>
        </message>
        <message>
            <source>The class as the table of examples names it</source>
            <translation>样本表中的类别名</translation>
        </message>
        <message>
            <source>Examples</source>
            <translation>样本</translation>
        </message>
        <message>
            <source>Validation examples that truly belong to the class</source>
            <translation>真正属于该类的验证样本数</translation>
        </message>
        <message>
            <source>Precision</source>
            <translation>精确率</translation>
        </message>
        <message>
            <source>Of what was taken for this class, the share that is of it</source>
            <translation>被判为这一类的样本中，真正属于它的比例</translation>
        </message>
        <message>
            <source>Recall</source>
            <translation>召回率</translation>
        </message>
        <message>
            <source>Of what is of this class, the share that was found</source>
            <translation>属于这一类的样本中，被找出来的比例</translation>
        </message>
        <message>
            <source>F1</source>
            <translation>F1</translation>
        </message>
        <message>
            <source>The harmonic mean of precision and recall</source>
            <translation>精确率与召回率的调和平均</translation>
        </message>
        <message>
            <source>Best evaluation</source>
            <translation>最好的评估</translation>
        </message>
        <message>
            <source>Newest evaluation</source>
            <translation>最新的评估</translation>
        </message>
        <message>
            <source>Step {step}: {right} of {count} right, accuracy {accuracy} (95 %: {low} to {high}), macro-F1 {f1}</source>
            <translation>第 {step} 步：{count} 个中对了 {right} 个，准确率 {accuracy}（95 % 区间：{low} 到 {high}），宏平均 F1 {f1}</translation>
        </message>
        <message>
            <source>{truth} found: {count} ({share} of {truth})</source>
            <translation>{truth} 判对：{count} 个（占 {truth} 的 {share}）</translation>
        </message>
        <message>
            <source>{truth} taken for {guess}: {count} ({share} of {truth})</source>
            <translation>{truth} 被判为 {guess}：{count} 个（占 {truth} 的 {share}）</translation>
        </message>
        <message>
            <source>Export</source>
            <translation>导出</translation>
        </message>
        <message>
            <source>{path} could not be written: {reason}</source>
            <translation>无法写入 {path}：{reason}</translation>
        </message>
    </context>
    <context>
        <name>ClassifyPanel</name>
        <message>
            <source>Classify</source>
            <translation>分类</translation>
        </message>
        <message>
            <source>Text</source>
            <translation>文本</translation>
        </message>
        <message>
            <source>Second text</source>
            <translation>第二段文本</translation>
        </message>
        <message>
            <source>Models</source>
            <translation>模型</translation>
        </message>
        <message>
            <source>Write or paste a text to find its class</source>
            <translation>写下或粘贴一段文本，看它属于哪一类</translation>
        </message>
        <message>
            <source>For models that learnt pairs; empty for others</source>
            <translation>用于学过文本对的模型；其他模型留空</translation>
        </message>
        <message>
            <source>Ctrl+Enter in the text does the same</source>
            <translation>在文本中按 Ctrl+Enter 效果相同</translation>
        </message>
        <message>
            <source>Add a model</source>
            <translation>添加模型</translation>
        </message>
        <message>
            <source>Press “Classify”: the classes of the text stand here, likeliest first.</source>
            <translation>按“分类”：文本的类别显示在这里，概率最高的在前。</translation>
        </message>
        <message>
            <source>Here models that were fine-tuned to tell classes judge a text side by side. Fine-tune one on a table of examples.</source>
            <translation>在这里，为分类而微调的模型并排判断一段文本。先用一张样本表微调一个模型。</translation>
        </message>
        <message>
            <source>Set up a fine-tuning</source>
            <translation>设置微调</translation>
        </message>
    </context>
    <context>
        <name>ColouredText</name>
        <message>
            <source>The text as tokens</source>
            <translation>切成词元的文本</translation>
        </message>
        <message>
            <source>What each token adds (above 0) or takes away</source>
            <translation>每个词元加上（大于 0）或减去多少</translation>
        </message>
    </context>
    <context>
        <name>CommandPalette</name>
        <message>
            <source>Type what you want to do</source>
            <translation>输入你想做的事</translation>
        </message>
    </context>
    <context>
        <name>CompareAction</name>
        <message>
            <source>Compare</source>
            <translation>比较</translation>
        </message>
        <message>
            <source>A report: loss, size, agreement and speed on the same text, beside the teacher they learnt from and the control</source>
            <translation>一份报告：在同一份文本上测量损失、大小、一致率和速度，旁边是它们的教师和对照</translation>
        </message>
    </context>
    <context>
        <name>ComparedTextView</name>
        <message>
            <source>Colour by</source>
            <translation>着色依据</translation>
        </message>
        <message>
            <source>The text as tokens</source>
            <translation>切成词元的文本</translation>
        </message>
        <message>
            <source>What both models expected</source>
            <translation>两个模型的预期</translation>
        </message>
        <message>
            <source>Teacher</source>
            <translation>教师</translation>
        </message>
        <message>
            <source>Student</source>
            <translation>学生</translation>
        </message>
        <message>
            <source>KL divergence</source>
            <translation>KL 散度</translation>
        </message>
        <message>
            <source>How much the student's distribution differs from the teacher's, in nats</source>
            <translation>学生的分布与教师的分布相差多少，单位 nat</translation>
        </message>
        <message>
            <source>Teacher's surprisal</source>
            <translation>教师的惊异度</translation>
        </message>
        <message>
            <source>How unexpected the token was to the teacher, in nats</source>
            <translation>教师觉得这个词元有多意外，单位 nat</translation>
        </message>
        <message>
            <source>Student's surprisal</source>
            <translation>学生的惊异度</translation>
        </message>
        <message>
            <source>How unexpected the token was to the student, in nats</source>
            <translation>学生觉得这个词元有多意外，单位 nat</translation>
        </message>
        <message>
            <source>Student minus teacher</source>
            <translation>学生减教师</translation>
        </message>
        <message>
            <source>Above zero the student found the token less likely than the teacher did</source>
            <translation>大于零表示学生认为这个词元的可能性比教师认为的低</translation>
        </message>
        <message>
            <source>Rank in the teacher</source>
            <translation>在教师中的排名</translation>
        </message>
        <message>
            <source>1 if the token was the teacher's first choice</source>
            <translation>如果这个词元是教师的首选，则为 1</translation>
        </message>
        <message>
            <source>Rank in the student</source>
            <translation>在学生中的排名</translation>
        </message>
        <message>
            <source>1 if the token was the student's first choice</source>
            <translation>如果这个词元是学生的首选，则为 1</translation>
        </message>
        <message>
            <source>1 is the first choice</source>
            <translation>1 表示首选</translation>
        </message>
        <message>
            <source>nats</source>
            <translation>nat</translation>
        </message>
        <message>
            <source>KL {kl} nats
teacher: surprisal {teacher} nats, rank {teacher_rank}
student: surprisal {student} nats, rank {student_rank}
id {id}</source>
            <translation>KL {kl} nat
教师：惊异度 {teacher} nat，排名 {teacher_rank}
学生：惊异度 {student} nat，排名 {student_rank}
id {id}</translation>
        </message>
        <message>
            <source>Comparing…</source>
            <translation>正在比较…</translation>
        </message>
        <message>
            <source>Over the {common} pieces that both have, renormalised. </source>
            <translation>在双方共有的 {common} 个子词上比较，已重新归一化。</translation>
        </message>
        <message>
            <source>{count} tokens · mean KL {kl} nats · loss: teacher {teacher}, student {student} nats · agreement {agreement}</source>
            <translation>{count} 个词元，平均 KL {kl} nat，损失：教师 {teacher}、学生 {student} nat，一致率 {agreement}</translation>
        </message>
        <message>
            <source>Click a token to see what both models expected there.</source>
            <translation>点击一个词元，看两个模型在那里各自预期什么。</translation>
        </message>
        <message>
            <source>What both expected there; ◆ is what the text has. Entropy: teacher {teacher}, student {student} nats.</source>
            <translation>两者在那里的预期；◆ 是文本中实际的词元。熵：教师 {teacher}，学生 {student} nat。</translation>
        </message>
    </context>
    <context>
        <name>CorporaPanel</name>
        <message>
            <source>Corpora</source>
            <translation>语料</translation>
        </message>
        <message>
            <source>Add files…</source>
            <translation>添加文件…</translation>
        </message>
        <message>
            <source>Add folder…</source>
            <translation>添加文件夹…</translation>
        </message>
        <message>
            <source>Add sample</source>
            <translation>添加样例</translation>
        </message>
        <message>
            <source>Little stories in English</source>
            <translation>英文小故事</translation>
        </message>
        <message>
            <source>Little stories in Chinese</source>
            <translation>中文小故事</translation>
        </message>
        <message>
            <source>The Python reference</source>
            <translation>Python 语言参考</translation>
        </message>
        <message>
            <source>A corpus is text that models learn from; it belongs to a project.</source>
            <translation>语料是模型学习的文本；它属于一个项目。</translation>
        </message>
        <message>
            <source>Open a project first</source>
            <translation>先打开一个项目</translation>
        </message>
        <message>
            <source>A corpus is text that models learn from. Drop text files, tables or folders here.</source>
            <translation>语料是模型学习的文本。把文本文件、表格或文件夹拖到这里。</translation>
        </message>
        <message>
            <source>Name</source>
            <translation>名称</translation>
        </message>
        <message>
            <source>Double-click to rename it</source>
            <translation>双击可重命名</translation>
        </message>
        <message>
            <source>Documents</source>
            <translation>文档划分</translation>
        </message>
        <message>
            <source>Separate texts, as files, lines or blank lines divide them</source>
            <translation>各自独立的文本，按文件、行或空行划分</translation>
        </message>
        <message>
            <source>Characters</source>
            <translation>字符数</translation>
        </message>
        <message>
            <source>Characters of all documents together</source>
            <translation>所有文档的字符总数</translation>
        </message>
        <message>
            <source>Skipped</source>
            <translation>已跳过</translation>
        </message>
        <message>
            <source>Files and parts of files that could not be read</source>
            <translation>无法读取的文件和文件片段</translation>
        </message>
        <message>
            <source>Encoding</source>
            <translation>编码</translation>
        </message>
        <message>
            <source>How the files spell characters as bytes</source>
            <translation>文件用怎样的字节表示字符</translation>
        </message>
        <message>
            <source>Add files</source>
            <translation>添加文件</translation>
        </message>
        <message>
            <source>Add folder</source>
            <translation>添加文件夹</translation>
        </message>
        <message>
            <source>Text and tables</source>
            <translation>文本和表格</translation>
        </message>
        <message>
            <source>All files</source>
            <translation>所有文件</translation>
        </message>
    </context>
    <context>
        <name>CorpusDetailPanel</name>
        <message>
            <source>Corpus</source>
            <translation>语料</translation>
        </message>
        <message>
            <source>Choose a corpus to see how long its documents are and what they are made of.</source>
            <translation>选择一份语料，看看它的文档有多长、由什么组成。</translation>
        </message>
        <message>
            <source>Show the corpora</source>
            <translation>查看语料</translation>
        </message>
        <message>
            <source>Train a tokenizer on it</source>
            <translation>用它训练分词器</translation>
        </message>
        <message>
            <source>Statistics</source>
            <translation>统计</translation>
        </message>
        <message>
            <source>First lines</source>
            <translation>开头几行</translation>
        </message>
        <message>
            <source>Held out</source>
            <translation>留出部分</translation>
        </message>
        <message>
            <source>Remarks</source>
            <translation>备注</translation>
        </message>
        <message>
            <source>What was skipped, replaced or odd</source>
            <translation>跳过、替换或异常之处</translation>
        </message>
        <message>
            <source>Joiners</source>
            <translation>连接符</translation>
        </message>
        <message>
            <source>Skipped</source>
            <translation>已跳过</translation>
        </message>
        <message>
            <source>Documents by length in characters</source>
            <translation>文档长度分布（字符）</translation>
        </message>
        <message>
            <source>Most frequent characters</source>
            <translation>最常见的字符</translation>
        </message>
        <message>
            <source>Characters by script, in per cent</source>
            <translation>各种文字的字符（%）</translation>
        </message>
        <message>
            <source>What the import noticed in the files</source>
            <translation>导入时在文件中发现的情况</translation>
        </message>
        <message>
            <source>Line</source>
            <translation>行</translation>
        </message>
        <message>
            <source>The line of the file, counted from 1</source>
            <translation>文件中的行号，从 1 数起</translation>
        </message>
        <message>
            <source>Documents</source>
            <translation>文档划分</translation>
        </message>
        <message>
            <source>Held out for validation</source>
            <translation>留作验证的文档</translation>
        </message>
        <message>
            <source>Share of the text held out</source>
            <translation>留出文本的比例</translation>
        </message>
        <message>
            <source>Characters</source>
            <translation>字符数</translation>
        </message>
        <message>
            <source>Different characters</source>
            <translation>不同的字符</translation>
        </message>
        <message>
            <source>Size as UTF-8</source>
            <translation>UTF-8 大小</translation>
        </message>
        <message>
            <source>Encoding of the files</source>
            <translation>文件的编码</translation>
        </message>
        <message>
            <source>Shortest document</source>
            <translation>最短的文档</translation>
        </message>
        <message>
            <source>Longest document</source>
            <translation>最长的文档</translation>
        </message>
        <message>
            <source>Boilerplate</source>
            <translation>附带内容</translation>
        </message>
        <message>
            <source>Held-out lines trained on</source>
            <translation>验证行中也参加训练的</translation>
        </message>
        <message>
            <source>Held-out texts trained on</source>
            <translation>验证文档中也参加训练的</translation>
        </message>
        <message>
            <source>Documents by length in characters; the ranges grow</source>
            <translation>文档长度分布（字符，区间逐渐变宽）</translation>
        </message>
        <message>
            <source>Replaced by �</source>
            <translation>替换为 � 的</translation>
        </message>
        <message>
            <source>{count} of {total}</source>
            <translation>{count} / {total}</translation>
        </message>
        <message>
            <source>{count} characters</source>
            <translation>{count} 个字符</translation>
        </message>
    </context>
    <context>
        <name>CurveExport</name>
        <message>
            <source>Points as CSV…</source>
            <translation>数据点存为 CSV…</translation>
        </message>
        <message>
            <source>Picture for a paper…</source>
            <translation>论文用图…</translation>
        </message>
        <message>
            <source>Copy picture</source>
            <translation>复制图片</translation>
        </message>
        <message>
            <source>Export</source>
            <translation>导出</translation>
        </message>
        <message>
            <source>{path} could not be written: {reason}</source>
            <translation>无法写入 {path}：{reason}</translation>
        </message>
    </context>
    <context>
        <name>CurveGrid</name>
        <message>
            <source>None of these runs has what this plot shows.</source>
            <translation>这些运行都没有此图所需的指标。</translation>
        </message>
        <message>
            <source>One curve has no place here: the FLOPs of its run are not known.</source>
            <translation>有一条曲线在此没有位置：所属运行的 FLOPs 未知。</translation>
        </message>
        <message>
            <source>{count} curves have no place here: the FLOPs of their runs are not known.</source>
            <translation>有 {count} 条曲线在此没有位置：所属运行的 FLOPs 未知。</translation>
        </message>
        <message>
            <source>{count} points stand at steps that not all runs of a group have</source>
            <translation>有 {count} 个点所在的步并非组内所有运行都有，未计入均值</translation>
        </message>
    </context>
    <context>
        <name>CurvePlot</name>
        <message>
            <source>Export</source>
            <translation>导出</translation>
        </message>
        <message>
            <source>{count} not above zero, not on this log axis</source>
            <translation>{count} 个点不大于零，不在对数坐标上</translation>
        </message>
        <message>
            <source>{count} points outside</source>
            <translation>{count} 个点在视图之外</translation>
        </message>
        <message>
            <source>{count} NaN or infinite</source>
            <translation>{count} 个点是 NaN 或无穷</translation>
        </message>
        <message>
            <source>Smoothing</source>
            <translation>平滑</translation>
        </message>
        <message>
            <source>How much the moving average remembers; the raw curve stays, faint, behind it</source>
            <translation>移动平均记住多少；原始曲线淡淡地留在后面</translation>
        </message>
        <message>
            <source>Log x</source>
            <translation>横轴对数</translation>
        </message>
        <message>
            <source>Log y</source>
            <translation>纵轴对数</translation>
        </message>
        <message>
            <source>Ignore outliers</source>
            <translation>忽略离群点</translation>
        </message>
        <message>
            <source>Do not let the most extreme 2 % of a curve's points stretch the view</source>
            <translation>不让曲线上最极端的 2 % 的点撑大视图</translation>
        </message>
        <message>
            <source>Follow</source>
            <translation>跟随最新</translation>
        </message>
        <message>
            <source>Keep the newest points in view, as many of them as you have zoomed to</source>
            <translation>始终显示最新的点，范围与你缩放到的一样宽</translation>
        </message>
        <message>
            <source>Reset view</source>
            <translation>重置视图</translation>
        </message>
        <message>
            <source>Show everything again, and follow new points</source>
            <translation>重新显示全部，并跟随新的点</translation>
        </message>
    </context>
    <context>
        <name>Curves</name>
        <message>
            <source>Step</source>
            <translation>步</translation>
        </message>
        <message>
            <source>Tokens</source>
            <translation>词元数</translation>
        </message>
        <message>
            <source>Epoch</source>
            <translation>轮</translation>
        </message>
        <message>
            <source>Minutes</source>
            <translation>分钟</translation>
        </message>
        <message>
            <source>FLOPs</source>
            <translation>FLOPs</translation>
        </message>
        <message>
            <source>{run} branches off</source>
            <translation>{run} 从此分支</translation>
        </message>
    </context>
    <context>
        <name>DeletedInput</name>
        <message>
            <source>“{run}” needs “{name}”, which is in the bin. Restore it?</source>
            <translation>“{run}”需要“{name}”，而它在回收站里。要恢复它吗？</translation>
        </message>
        <message>
            <source>The run waits, with all that is queued behind it.</source>
            <translation>这次运行和排在它后面的都会等着。</translation>
        </message>
        <message>
            <source>Restore</source>
            <translation>恢复</translation>
        </message>
    </context>
    <context>
        <name>DetachedFailures</name>
        <message>
            <source>“{name}” failed: {reason}</source>
            <translation>“{name}”失败：{reason}</translation>
        </message>
    </context>
    <context>
        <name>DialectChoice</name>
        <message>
            <source>Delimiter</source>
            <translation>分隔符</translation>
        </message>
        <message>
            <source>Quotation mark</source>
            <translation>引号</translation>
        </message>
        <message>
            <source>Escape sign</source>
            <translation>转义符</translation>
        </message>
        <message>
            <source>First row</source>
            <translation>第一行</translation>
        </message>
        <message>
            <source>names the columns</source>
            <translation>是列名</translation>
        </message>
        <message>
            <source>is a row like the others</source>
            <translation>与其他行一样</translation>
        </message>
        <message>
            <source>none</source>
            <translation>无</translation>
        </message>
        <message>
            <source>tab</source>
            <translation>制表符</translation>
        </message>
        <message>
            <source>guessed: {sign}</source>
            <translation>推测：{sign}</translation>
        </message>
    </context>
    <context>
        <name>DifferenceMap</name>
        <message>
            <source>{teacher} {teacher_head} minus {student} {student_head}</source>
            <translation>{teacher} {teacher_head} 减 {student} {student_head}</translation>
        </message>
    </context>
    <context>
        <name>DivergenceChoice</name>
        <message>
            <source>Divergence</source>
            <translation>散度</translation>
        </message>
        <message>
            <source>Share of the teacher β</source>
            <translation>教师所占份额 β</translation>
        </message>
        <message>
            <source>Skew a</source>
            <translation>偏斜系数 a</translation>
        </message>
    </context>
    <context>
        <name>DocumentView</name>
        <message>
            <source>The document as tokens</source>
            <translation>以词元显示的文档</translation>
        </message>
        <message>
            <source>Loss of a token (nats)</source>
            <translation>词元的损失（nat）</translation>
        </message>
        <message>
            <source>nats</source>
            <translation>nat</translation>
        </message>
        <message>
            <source>A text of the class “{label}”: one loss for the whole.</source>
            <translation>类别“{label}”的一段文本：整段只有一个损失。</translation>
        </message>
        <message>
            <source>Each token that was learnt, coloured by its loss; what has no colour was only read.</source>
            <translation>每个被学习的词元按其损失着色；没有颜色的只是读入。</translation>
        </message>
        <message>
            <source>only read</source>
            <translation>只是读入</translation>
        </message>
        <message>
            <source>{token}: loss {loss} nats</source>
            <translation>{token}：损失 {loss} nat</translation>
        </message>
    </context>
    <context>
        <name>DraftQuestion</name>
        <message>
            <source>Teacher</source>
            <translation>教师</translation>
        </message>
        <message>
            <source>Draft</source>
            <translation>草稿</translation>
        </message>
        <message>
            <source>Student</source>
            <translation>学生</translation>
        </message>
        <message>
            <source>Prompt</source>
            <translation>提示词</translation>
        </message>
        <message>
            <source>by the student</source>
            <translation>由学生起草</translation>
        </message>
        <message>
            <source>what followed before</source>
            <translation>前面出现过的</translation>
        </message>
        <message>
            <source>Who drafts: a smaller model, or the text itself, where its last tokens stood before</source>
            <translation>由谁起草：较小的模型，或文本自己（最后几个词元前面出现过的地方）</translation>
        </message>
        <message>
            <source>The beginning of a text</source>
            <translation>一段文字的开头</translation>
        </message>
        <message>
            <source>Special tokens</source>
            <translation>特殊词元</translation>
        </message>
        <message>
            <source>Begins the prompt with the tokens that the model's tokenizer puts there</source>
            <translation>在提示词前加上模型的分词器会放在那里的特殊词元</translation>
        </message>
    </context>
    <context>
        <name>DraftResults</name>
        <message>
            <source>Lengths of drafts</source>
            <translation>草稿长度</translation>
        </message>
        <message>
            <source>Click a length to see its text and its acceptance</source>
            <translation>点一个长度，看它的文本和接受情况</translation>
        </message>
        <message>
            <source>The text as tokens</source>
            <translation>切成词元的文本</translation>
        </message>
        <message>
            <source>Per cent kept, by place in the draft</source>
            <translation>草稿各位置留下的百分比</translation>
        </message>
        <message>
            <source>drafted and accepted</source>
            <translation>起草并被接受</translation>
        </message>
        <message>
            <source>the teacher's own</source>
            <translation>教师自己的</translation>
        </message>
        <message>
            <source>drafted, and accepted</source>
            <translation>起草，并被接受</translation>
        </message>
        <message>
            <source>id {id}</source>
            <translation>编号 {id}</translation>
        </message>
        <message>
            <source>token {number} of a draft: {accepted} of {drafted} stand in the text
the teacher came to {reached} of them and accepted {rate}</source>
            <translation>草稿的第 {number} 个词元：{drafted} 个中有 {accepted} 个留在文本里
教师读到其中 {reached} 个，接受了 {rate}</translation>
        </message>
        <message>
            <source>Drafted tokens</source>
            <translation>起草的词元数</translation>
        </message>
        <message>
            <source>So many at a time; ★ is the fastest length</source>
            <translation>一次起草这么多个；★ 是最快的长度</translation>
        </message>
        <message>
            <source>Accepted</source>
            <translation>接受率</translation>
        </message>
        <message>
            <source>Of the drafted tokens that the teacher came to: α</source>
            <translation>教师读到的草稿词元中被接受的比例：α</translation>
        </message>
        <message>
            <source>Tokens a pass</source>
            <translation>每遍词元数</translation>
        </message>
        <message>
            <source>What a pass of the teacher writes, its own token included</source>
            <translation>教师读一遍写出多少个词元，包括它自己的一个</translation>
        </message>
        <message>
            <source>Cost of a draft</source>
            <translation>起草开销</translation>
        </message>
        <message>
            <source>Drafting a token, in steps of the teacher on its own: c</source>
            <translation>起草一个词元的开销，以教师独自写一步为单位：c</translation>
        </message>
        <message>
            <source>Cost of reading</source>
            <translation>读取开销</translation>
        </message>
        <message>
            <source>The teacher's pass over a draft, in its steps over one token</source>
            <translation>教师读一遍草稿的开销，以它读一个词元的一步为单位</translation>
        </message>
        <message>
            <source>Predicted</source>
            <translation>预测</translation>
        </message>
        <message>
            <source>Times as fast, by α and c, if reading a draft were for free</source>
            <translation>速度的倍数：根据 α 和 c，假设读草稿不要钱</translation>
        </message>
        <message>
            <source>By costs</source>
            <translation>按开销</translation>
        </message>
        <message>
            <source>Times as fast, by α, c and the cost of reading</source>
            <translation>速度的倍数：根据 α、c 和读取开销</translation>
        </message>
        <message>
            <source>Measured</source>
            <translation>实测</translation>
        </message>
        <message>
            <source>Times as fast as the teacher alone: the median of the rounds</source>
            <translation>速度是教师独自写的多少倍：各轮的中位数</translation>
        </message>
        <message>
            <source>{accepted} of {drafted} drafted tokens accepted in {passes} passes</source>
            <translation>{passes} 遍中起草了 {drafted} 个词元，接受了 {accepted} 个</translation>
        </message>
    </context>
    <context>
        <name>DraftSettingsForm</name>
        <message>
            <source>Drafted tokens</source>
            <translation>起草的词元数</translation>
        </message>
        <message>
            <source>How many tokens are drafted at a time: each of these is measured, 1 to 64</source>
            <translation>一次起草多少个词元：每个长度都测量，1 到 64</translation>
        </message>
        <message>
            <source>New tokens</source>
            <translation>新词元数</translation>
        </message>
        <message>
            <source>Where a text ends at the latest</source>
            <translation>文字最多写多长</translation>
        </message>
        <message>
            <source>Rounds</source>
            <translation>轮数</translation>
        </message>
        <message>
            <source>So often each text is written; the median of the rounds is what counts</source>
            <translation>每篇文本写这么多次；以各轮的中位数为准</translation>
        </message>
        <message>
            <source>Seed</source>
            <translation>种子</translation>
        </message>
        <message>
            <source>Of the first round; each further one has the next</source>
            <translation>第一轮的种子；以后每轮加一</translation>
        </message>
        <message>
            <source>Strategy</source>
            <translation>策略</translation>
        </message>
        <message>
            <source>How each next token is chosen</source>
            <translation>每个下一词元的选择方式</translation>
        </message>
    </context>
    <context>
        <name>EffectState</name>
        <message>
            <source>No model has saved a checkpoint yet; train one first.</source>
            <translation>还没有模型保存过检查点；先训练一个。</translation>
        </message>
        <message>
            <source>To the training</source>
            <translation>去训练</translation>
        </message>
        <message>
            <source>Choose the model that is to be changed.</source>
            <translation>选择要改变的模型。</translation>
        </message>
        <message>
            <source>Choose a model</source>
            <translation>选择模型</translation>
        </message>
        <message>
            <source>Write a text whose loss and continuation are compared.</source>
            <translation>写一段文本，比较它的损失和续写。</translation>
        </message>
        <message>
            <source>Write a text</source>
            <translation>写一段文本</translation>
        </message>
        <message>
            <source>A setting of the strategy is impossible; it is said there.</source>
            <translation>策略有一项设置不可行；那里写着原因。</translation>
        </message>
        <message>
            <source>The effect has not been computed yet.</source>
            <translation>效果还没有计算。</translation>
        </message>
        <message>
            <source>Compute</source>
            <translation>计算</translation>
        </message>
        <message>
            <source>Computing…</source>
            <translation>正在计算…</translation>
        </message>
        <message>
            <source>Switch something off or scale it on the left, or steer by two texts: the effect stands here.</source>
            <translation>在左边关闭或缩放某个部件，或者用两段文本引导：效果显示在这里。</translation>
        </message>
        <message>
            <source>Switch {part} off</source>
            <translation>关掉 {part}</translation>
        </message>
    </context>
    <context>
        <name>EffectView</name>
        <message>
            <source>Without</source>
            <translation>无干预</translation>
        </message>
        <message>
            <source>With interventions</source>
            <translation>有干预</translation>
        </message>
        <message>
            <source>Candidates without and with interventions</source>
            <translation>无干预与有干预时的候选词元</translation>
        </message>
        <message>
            <source>The text as tokens</source>
            <translation>切成词元的文本</translation>
        </message>
        <message>
            <source>no candidates: the text has no [MASK]</source>
            <translation>没有候选词元：文本中没有 [MASK]</translation>
        </message>
        <message>
            <source>loss {loss} → {changed} nats a token ({change})</source>
            <translation>损失 {loss} → {changed} nat/词元（{change}）</translation>
        </message>
        <message>
            <source>KL(without ‖ with) of the candidates {kl} nats</source>
            <translation>候选词元的 KL(无 ‖ 有) {kl} nat</translation>
        </message>
        <message>
            <source>No text is written.</source>
            <translation>没有续写文本。</translation>
        </message>
        <message>
            <source>Both texts: {strategy}, seed {seed}</source>
            <translation>两段文本：{strategy}，种子 {seed}</translation>
        </message>
        <message>
            <source>loss {loss} → {changed} nats a token ({change}), each where it is masked</source>
            <translation>损失 {loss} → {changed} nat/词元（{change}），每个词元都在被掩码处计</translation>
        </message>
        <message>
            <source>loss of the class “{label}” {loss} → {changed} nats ({change})</source>
            <translation>类别“{label}”的损失 {loss} → {changed} nat（{change}）</translation>
        </message>
        <message>
            <source>The text: orange tokens are less likely with interventions, blue ones likelier; the strongest colour is {most} nats.</source>
            <translation>文本：橙色词元在干预后更不可能，蓝色的更可能；最深的颜色为 {most} nat。</translation>
        </message>
        <message>
            <source>surprisal {without} without, {changed} with interventions, nats</source>
            <translation>惊异度：无干预 {without}，有干预 {changed} nat</translation>
        </message>
    </context>
    <context>
        <name>Effects</name>
        <message>
            <source>Total loss α · soft + (1 − α) · hard</source>
            <translation>总损失 α × 软 + (1 − α) × 硬</translation>
        </message>
        <message>
            <source>Soft loss, τ² · divergence of the softened distributions</source>
            <translation>软损失，τ² × 软化分布的散度</translation>
        </message>
        <message>
            <source>Soft loss, divergence of the softened distributions</source>
            <translation>软损失，软化分布的散度</translation>
        </message>
        <message>
            <source>Hard loss, cross-entropy with the text</source>
            <translation>硬损失，与文本的交叉熵</translation>
        </message>
        <message>
            <source>Gradient norm of the total</source>
            <translation>总损失的梯度范数</translation>
        </message>
        <message>
            <source>Gradient norm of the soft loss</source>
            <translation>软损失的梯度范数</translation>
        </message>
        <message>
            <source>Gradient norm of the hard loss</source>
            <translation>硬损失的梯度范数</translation>
        </message>
        <message>
            <source>Teacher's softened entropy</source>
            <translation>教师软化分布的熵</translation>
        </message>
        <message>
            <source>Student's softened entropy</source>
            <translation>学生软化分布的熵</translation>
        </message>
        <message>
            <source>Means over {count} tokens; losses and entropies in nats. Gradients are those with respect to the student's logits.</source>
            <translation>{count} 个词元的平均值；损失和熵的单位是 nat。梯度是对学生 logits 的梯度。</translation>
        </message>
        <message>
            <source>τ above 1 flattens both distributions: unlikely tokens count for more.</source>
            <translation>τ 大于 1 使两个分布变平：可能性小的词元分量加重。</translation>
        </message>
        <message>
            <source>τ below 1 sharpens both distributions: the first choices decide.</source>
            <translation>τ 小于 1 使两个分布变尖：首选起决定作用。</translation>
        </message>
        <message>
            <source>At τ = 1 these are the models' own distributions.</source>
            <translation>τ = 1 时就是模型自己的分布。</translation>
        </message>
        <message>
            <source>The difference of raw logits minds neither τ nor τ².</source>
            <translation>原始 logits 之差与 τ 和 τ² 都无关。</translation>
        </message>
        <message>
            <source>The factor τ² = {factor} makes up for the soft gradient, which shrinks as 1/τ² when τ is large.</source>
            <translation>τ 很大时软损失的梯度按 1/τ² 缩小，因子 τ² = {factor} 把它补回来。</translation>
        </message>
        <message>
            <source>Without the factor τ² the soft gradient shrinks as τ grows, in the end as 1/τ².</source>
            <translation>没有因子 τ² 时，τ 越大软损失的梯度越小，最终按 1/τ² 缩小。</translation>
        </message>
        <message>
            <source>{share} of the pull on the student comes from the teacher (by gradient norms).</source>
            <translation>对学生的拉力有 {share} 来自教师（按梯度范数计）。</translation>
        </message>
    </context>
    <context>
        <name>ElsewhereDialog</name>
        <message>
            <source>Train on other machines</source>
            <translation>在其他机器上训练</translation>
        </message>
        <message>
            <source>Command</source>
            <translation>命令</translation>
        </message>
        <message>
            <source>Machines</source>
            <translation>机器数</translation>
        </message>
        <message>
            <source>Processes on each</source>
            <translation>每台的进程数</translation>
        </message>
        <message>
            <source>Spec file</source>
            <translation>规格文件</translation>
        </message>
        <message>
            <source>Save the spec file and copy the command</source>
            <translation>保存规格文件并复制命令</translation>
        </message>
        <message>
            <source>Many machines</source>
            <translation>多台机器</translation>
        </message>
        <message>
            <source>The help page: the shared folder, Slurm, what can fail</source>
            <translation>帮助页：共享文件夹、Slurm、可能出的错</translation>
        </message>
        <message>
            <source>Type it on each machine, with the first one's name for HOST. All see the project and the spec file under the same path. This window shows the run's curves, and pauses and stops it.</source>
            <translation>在每台机器上输入，并把 HOST 换成第一台机器的名称。所有机器须以相同的路径看到项目和规格文件。本窗口显示该运行的曲线，并可暂停和停止它。</translation>
        </message>
        <message>
            <source>Type it on the machine, which sees the project and the spec file under the same path. This window shows the run's curves, and pauses and stops it.</source>
            <translation>在那台机器上输入，它须以相同的路径看到项目和规格文件。本窗口显示该运行的曲线，并可暂停和停止它。</translation>
        </message>
        <message>
            <source>There is another file of that name; choose another for this one.</source>
            <translation>已有另一个同名文件；请为这一个另选名称。</translation>
        </message>
        <message>
            <source>Saved as {path}; the command is copied.</source>
            <translation>已保存为 {path}；命令已复制。</translation>
        </message>
    </context>
    <context>
        <name>EmbeddingMaps</name>
        <message>
            <source>Colour by</source>
            <translation>着色依据</translation>
        </message>
        <message>
            <source>Map of the model's pieces</source>
            <translation>模型子词的分布图</translation>
        </message>
        <message>
            <source>Map of the student's pieces</source>
            <translation>学生子词的分布图</translation>
        </message>
        <message>
            <source>Click a piece to see the nearest ones; arrow keys go on</source>
            <translation>点击一个子词，看与它最近的子词；方向键移到下一个</translation>
        </message>
        <message>
            <source>Script</source>
            <translation>文字</translation>
        </message>
        <message>
            <source>Begins a word</source>
            <translation>是否为词首</translation>
        </message>
        <message>
            <source>Length in characters</source>
            <translation>字符数</translation>
        </message>
        <message>
            <source>Frequency</source>
            <translation>频次</translation>
        </message>
        <message>
            <source>Norm of the embedding</source>
            <translation>嵌入向量的范数</translation>
        </message>
        <message>
            <source>Cosine of both models, aligned</source>
            <translation>两个模型对齐后的余弦</translation>
        </message>
        <message>
            <source>{model}: UMAP</source>
            <translation>{model}：UMAP</translation>
        </message>
        <message>
            <source>{model}: {across} + {up} of the variance</source>
            <translation>{model}：占方差的 {across} + {up}</translation>
        </message>
        <message>
            <source>{model}: {across} + {up} of its variance, along the same axes</source>
            <translation>{model}：沿同样的坐标轴，占其方差的 {across} + {up}</translation>
        </message>
        <message>
            <source>id {id}</source>
            <translation>编号 {id}</translation>
        </message>
        <message>
            <source>norm {norm}</source>
            <translation>范数 {norm}</translation>
        </message>
        <message>
            <source>occurs {count} times</source>
            <translation>出现 {count} 次</translation>
        </message>
        <message>
            <source>cosine of both models {cosine}</source>
            <translation>两个模型的余弦 {cosine}</translation>
        </message>
        <message>
            <source>{count} (logarithmic)</source>
            <translation>{count}（对数）</translation>
        </message>
        <message>
            <source>begins a word</source>
            <translation>词首</translation>
        </message>
        <message>
            <source>goes on</source>
            <translation>词中</translation>
        </message>
        <message>
            <source>others</source>
            <translation>其他</translation>
        </message>
        <message>
            <source>Latin</source>
            <translation>拉丁字母</translation>
        </message>
        <message>
            <source>Chinese characters</source>
            <translation>汉字</translation>
        </message>
        <message>
            <source>Cyrillic</source>
            <translation>西里尔字母</translation>
        </message>
        <message>
            <source>Greek</source>
            <translation>希腊字母</translation>
        </message>
        <message>
            <source>digits</source>
            <translation>数字</translation>
        </message>
        <message>
            <source>signs</source>
            <translation>符号</translation>
        </message>
        <message>
            <source>space</source>
            <translation>空格</translation>
        </message>
        <message>
            <source>byte</source>
            <translation>字节</translation>
        </message>
        <message>
            <source>special</source>
            <translation>特殊</translation>
        </message>
        <message>
            <source>The {count} most frequent of {all} pieces</source>
            <translation>{all} 个子词中最常见的 {count} 个</translation>
        </message>
        <message>
            <source>{count} chosen pieces of {all}</source>
            <translation>{all} 个子词中选定的 {count} 个</translation>
        </message>
        <message>
            <source>The first {count} of {all} pieces by id: none was counted</source>
            <translation>{all} 个子词中 编号最小的 {count} 个：没有频次统计</translation>
        </message>
        <message>
            <source>{count} are not in both models, and left out</source>
            <translation>{count} 个不是两个模型都有，已略去</translation>
        </message>
        <message>
            <source>UMAP: near pieces stay near; axes and distances mean nothing</source>
            <translation>UMAP：相近的子词仍然相近；坐标轴和距离没有含义</translation>
        </message>
        <message>
            <source>input and output are one matrix (tied)</source>
            <translation>输入与输出是同一矩阵（共享权重）</translation>
        </message>
        <message>
            <source>aligned by {count} pieces: disparity {disparity} (0: the same but for rotation and scale; pieces paired at random: {chance})</source>
            <translation>按 {count} 个子词对齐：差异度 {disparity}（0 表示除旋转和缩放外完全相同；随机配对时为 {chance}）</translation>
        </message>
    </context>
    <context>
        <name>EmbeddingsAsked</name>
        <message>
            <source>Model</source>
            <translation>模型</translation>
        </message>
        <message>
            <source>Student</source>
            <translation>学生</translation>
        </message>
        <message>
            <source>Show a second model beside it, rotated onto it (orthogonal Procrustes)</source>
            <translation>在旁边显示第二个模型，并旋转到与前者对齐（正交 Procrustes）</translation>
        </message>
        <message>
            <source>Matrix</source>
            <translation>矩阵</translation>
        </message>
        <message>
            <source>Input: token embedding</source>
            <translation>输入：词元嵌入</translation>
        </message>
        <message>
            <source>Output: what predicts the next token</source>
            <translation>输出：预测下一个词元的矩阵</translation>
        </message>
        <message>
            <source>Where embeddings are tied, both are one matrix</source>
            <translation>共享嵌入权重时，两者是同一矩阵</translation>
        </message>
        <message>
            <source>Projection</source>
            <translation>投影</translation>
        </message>
        <message>
            <source>PCA: the plane of the greatest variance; UMAP keeps near pieces near, and takes its time</source>
            <translation>PCA：方差最大的平面；UMAP 让相近的子词保持相近，需要一些时间</translation>
        </message>
    </context>
    <context>
        <name>EmbeddingsPanel</name>
        <message>
            <source>Embeddings</source>
            <translation>嵌入</translation>
        </message>
        <message>
            <source>Show</source>
            <translation>显示</translation>
        </message>
        <message>
            <source>Draw the map of what is chosen</source>
            <translation>按所选内容绘图</translation>
        </message>
        <message>
            <source>Nearest pieces…</source>
            <translation>最近的子词…</translation>
        </message>
        <message>
            <source>Piece</source>
            <translation>子词</translation>
        </message>
        <message>
            <source>As it is spelled; a space begins a word</source>
            <translation>按词表中的写法；空格表示词首</translation>
        </message>
        <message>
            <source>Find</source>
            <translation>查找</translation>
        </message>
        <message>
            <source>Here you see which pieces of the vocabulary a model holds to be alike.</source>
            <translation>这里可以看到模型认为词表中哪些子词相近。</translation>
        </message>
    </context>
    <context>
        <name>EstimateBox</name>
        <message>
            <source>Parameters</source>
            <translation>参数量</translation>
        </message>
        <message>
            <source>Memory</source>
            <translation>内存</translation>
        </message>
        <message>
            <source>Disk</source>
            <translation>磁盘</translation>
        </message>
        <message>
            <source>Time</source>
            <translation>时间</translation>
        </message>
        <message>
            <source>Measure the time</source>
            <translation>实测时间</translation>
        </message>
        <message>
            <source>Takes some steps with random tokens: a time to rely on, while nothing trains</source>
            <translation>用随机词元走几步：在没有训练时给出可靠的时间</translation>
        </message>
        <message>
            <source>This needs more memory than the {free} that are free; halve the micro-batch and double the accumulation, which keeps the batch as it is.</source>
            <translation>所需内存超过空闲的 {free}；请把微批减半、累积加倍，批的大小不变。</translation>
        </message>
        <message>
            <source>This needs more disk than the {free} that are free; keep fewer checkpoints, or make room.</source>
            <translation>所需磁盘空间超过空闲的 {free}；请少保留一些检查点，或腾出空间。</translation>
        </message>
        <message>
            <source>at least {size}</source>
            <translation>至少 {size}</translation>
        </message>
        <message>
            <source>depends on the amount of text</source>
            <translation>取决于文本的多少</translation>
        </message>
        <message>
            <source>{time}, measured</source>
            <translation>{time}（实测）</translation>
        </message>
        <message>
            <source>about {time}</source>
            <translation>约 {time}</translation>
        </message>
    </context>
    <context>
        <name>EvolutionCurves</name>
        <message>
            <source>step</source>
            <translation>步</translation>
        </message>
        <message>
            <source>Curves over the checkpoints</source>
            <translation>随检查点变化的曲线</translation>
        </message>
        <message>
            <source>L{layer}, mean</source>
            <translation>L{layer}，平均</translation>
        </message>
        <message>
            <source>loss</source>
            <translation>损失</translation>
        </message>
        <message>
            <source>KL</source>
            <translation>KL</translation>
        </message>
    </context>
    <context>
        <name>ExamplesBox</name>
        <message>
            <source>{train} examples to learn from, {validation} to measure on</source>
            <translation>{train} 个样本用于学习，{validation} 个用于测量</translation>
        </message>
        <message>
            <source>coloured tokens are learnt, the others only read</source>
            <translation>着色的词元会被学习，其余的只是读入</translation>
        </message>
        <message>
            <source>learnt</source>
            <translation>会被学习</translation>
        </message>
        <message>
            <source>only read</source>
            <translation>只是读入</translation>
        </message>
        <message>
            <source>label</source>
            <translation>标签</translation>
        </message>
    </context>
    <context>
        <name>ExportMenu</name>
        <message>
            <source>Export</source>
            <translation>导出</translation>
        </message>
        <message>
            <source>Numbers as a table, JSON, NumPy arrays or a page…</source>
            <translation>数值：表格、JSON、NumPy 数组或网页…</translation>
        </message>
        <message>
            <source>Picture of what is shown…</source>
            <translation>所显示的存为图片…</translation>
        </message>
        <message>
            <source>Copy as a picture</source>
            <translation>复制为图片</translation>
        </message>
        <message>
            <source>Pictures as on paper</source>
            <translation>图片用纸面样式</translation>
        </message>
        <message>
            <source>{path} could not be written: {reason}</source>
            <translation>无法写入 {path}：{reason}</translation>
        </message>
        <message>
            <source>The picture is on the clipboard</source>
            <translation>图片已在剪贴板上</translation>
        </message>
        <message>
            <source>Saved as {path}</source>
            <translation>已保存为 {path}</translation>
        </message>
    </context>
    <context>
        <name>Fields</name>
        <message>
            <source>Advanced</source>
            <translation>高级</translation>
        </message>
    </context>
    <context>
        <name>FiguresTable</name>
        <message>
            <source>Figures of both texts</source>
            <translation>两段文本的指标</translation>
        </message>
        <message>
            <source>Figure</source>
            <translation>指标</translation>
        </message>
        <message>
            <source>What is told of both texts</source>
            <translation>对两段文本的统计</translation>
        </message>
        <message>
            <source>{number}: {model}</source>
            <translation>{number}：{model}</translation>
        </message>
        <message>
            <source>The text that this model wrote</source>
            <translation>这个模型写的文本</translation>
        </message>
        <message>
            <source>Longest copied passage</source>
            <translation>最长的抄写段落</translation>
        </message>
        <message>
            <source>Characters in a row that stand in the training text too</source>
            <translation>连续与训练文本相同的字符数</translation>
        </message>
        <message>
            <source>Perplexity by {model}</source>
            <translation>{model} 给出的困惑度</translation>
        </message>
        <message>
            <source>How unexpected the text is to this model, before temperature and filters</source>
            <translation>文本对这个模型来说有多意外，在温度和过滤之前</translation>
        </message>
        <message>
            <source>KL</source>
            <translation>KL</translation>
        </message>
        <message>
            <source>KL(first ‖ second model), the mean over the tokens, in nats</source>
            <translation>KL(首个 ‖ 次个)，各词元的平均值，单位 nat</translation>
        </message>
        <message>
            <source>Reverse KL</source>
            <translation>反向 KL</translation>
        </message>
        <message>
            <source>KL(second ‖ first model), the mean over the tokens, in nats</source>
            <translation>KL(次个 ‖ 首个)，各词元的平均值，单位 nat</translation>
        </message>
        <message>
            <source>Jensen–Shannon</source>
            <translation>Jensen–Shannon</translation>
        </message>
        <message>
            <source>The mean over the tokens, in nats; at most 0.693</source>
            <translation>各词元的平均值，单位 nat；最大 0.693</translation>
        </message>
        <message>
            <source>Same first choice</source>
            <translation>首选相同</translation>
        </message>
        <message>
            <source>At how many tokens both models have the same first choice</source>
            <translation>两个模型首选相同的词元的比例</translation>
        </message>
        <message>
            <source>Tokens</source>
            <translation>词元数</translation>
        </message>
        <message>
            <source>How long the text is</source>
            <translation>文本的长度</translation>
        </message>
        <message>
            <source>Distinct-1</source>
            <translation>Distinct-1</translation>
        </message>
        <message>
            <source>Different tokens among all</source>
            <translation>不同的词元所占的比例</translation>
        </message>
        <message>
            <source>Distinct-2</source>
            <translation>Distinct-2</translation>
        </message>
        <message>
            <source>Different pairs of tokens among all</source>
            <translation>不同的二元词元组所占的比例</translation>
        </message>
        <message>
            <source>Distinct-3</source>
            <translation>Distinct-3</translation>
        </message>
        <message>
            <source>Different triples of tokens among all</source>
            <translation>不同的三元词元组所占的比例</translation>
        </message>
        <message>
            <source>Repetition</source>
            <translation>重复率</translation>
        </message>
        <message>
            <source>Four tokens in a row that stood in the text before, among all such</source>
            <translation>连续四个词元在文本前面已出现过的比例</translation>
        </message>
    </context>
    <context>
        <name>FillMaskPanel</name>
        <message>
            <source>Fill mask</source>
            <translation>填补掩码</translation>
        </message>
        <message>
            <source>Text with [MASK]</source>
            <translation>带 [MASK] 的文本</translation>
        </message>
        <message>
            <source>Models</source>
            <translation>模型</translation>
        </message>
        <message>
            <source>Second sentence</source>
            <translation>第二句</translation>
        </message>
        <message>
            <source>Candidates</source>
            <translation>候选数</translation>
        </message>
        <message>
            <source>The old [MASK] went home to the village.</source>
            <translation>那位老[MASK]回到了村里的家。</translation>
        </message>
        <message>
            <source>Does it follow? Leave it empty not to ask</source>
            <translation>它是下一句吗？留空则不询问</translation>
        </message>
        <message>
            <source>No word is masked yet: double-click one here, or type [MASK] where it stands.</source>
            <translation>还没有掩盖任何词：在这里双击一个词，或在它的位置输入 [MASK]。</translation>
        </message>
        <message>
            <source>Mask this word</source>
            <translation>掩盖这个词</translation>
        </message>
        <message>
            <source>Put [MASK] where the text cursor stands; double-clicking a word does the same</source>
            <translation>在文本光标处放入 [MASK]；双击一个词效果相同</translation>
        </message>
        <message>
            <source>Special tokens</source>
            <translation>特殊词元</translation>
        </message>
        <message>
            <source>Reads the text with what the model's tokenizer puts around it</source>
            <translation>按模型的分词器在文本前后加上特殊词元来读入</translation>
        </message>
        <message>
            <source>Fill in</source>
            <translation>填补</translation>
        </message>
        <message>
            <source>Copy</source>
            <translation>复制</translation>
        </message>
        <message>
            <source>Copy the filled sentences and all candidates</source>
            <translation>复制填好的句子和全部候选</translation>
        </message>
        <message>
            <source>Add a model</source>
            <translation>添加模型</translation>
        </message>
        <message>
            <source>Here BERT models fill in masked words side by side. Train or import one.</source>
            <translation>BERT 模型在这里并排填补被掩盖的词。请训练或导入一个。</translation>
        </message>
        <message>
            <source>Train a BERT</source>
            <translation>训练 BERT</translation>
        </message>
        <message>
            <source>Press “Fill in”: what each model puts in place of [MASK] stands here, likeliest first.</source>
            <translation>按“填补”：各模型在 [MASK] 处填入的词元显示在这里，概率最高的在前。</translation>
        </message>
        <message>
            <source>Which word is to be filled in? Click it:</source>
            <translation>要填补哪个词？点击它：</translation>
        </message>
        <message>
            <source>Click a candidate to fill it in.</source>
            <translation>点击一个候选即可填入。</translation>
        </message>
        <message>
            <source>The whole width of a bar is {share}.</source>
            <translation>条形满宽为 {share}。</translation>
        </message>
        <message>
            <source>Candidates that every model offers stand in colour.</source>
            <translation>所有模型都给出的候选以颜色标出。</translation>
        </message>
        <message>
            <source>{model}: the second sentence follows with {share}</source>
            <translation>{model}：第二句是下一句的概率为 {share}</translation>
        </message>
    </context>
    <context>
        <name>FilterSliders</name>
        <message>
            <source>All off</source>
            <translation>全部关闭</translation>
        </message>
        <message>
            <source>The model's own distribution: no filter, temperature 1</source>
            <translation>模型自己的分布：没有过滤器，温度为 1</translation>
        </message>
    </context>
    <context>
        <name>FinishedRuns</name>
        <message>
            <source>“{name}” is ready.</source>
            <translation>“{name}”已就绪。</translation>
        </message>
    </context>
    <context>
        <name>FirstBatchDialog</name>
        <message>
            <source>First batch</source>
            <translation>第一个批次</translation>
        </message>
        <message>
            <source>The batch as tokens</source>
            <translation>以词元显示的批次</translation>
        </message>
        <message>
            <source>learnt</source>
            <translation>会被学习</translation>
        </message>
        <message>
            <source>masked, to be found</source>
            <translation>被掩码，需要预测</translation>
        </message>
        <message>
            <source>only read</source>
            <translation>只是读入</translation>
        </message>
        <message>
            <source>padding</source>
            <translation>填充</translation>
        </message>
        <message>
            <source>… cut here</source>
            <translation>… 在此处被截断</translation>
        </message>
        <message>
            <source>{count} more documents or examples are counted and not drawn</source>
            <translation>另有 {count} 篇文档或样本只计数、不绘制</translation>
        </message>
        <message>
            <source>It goes on outside the batch</source>
            <translation>它在批次之外还有</translation>
        </message>
        <message>
            <source>The corpus of the mixture that it is of</source>
            <translation>它在混合语料中所属的语料</translation>
        </message>
        <message>
            <source>to be found: {token}</source>
            <translation>需要预测：{token}</translation>
        </message>
        <message>
            <source>{count} × padding</source>
            <translation>{count} × 填充</translation>
        </message>
    </context>
    <context>
        <name>FollowedChoice</name>
        <message>
            <source>Model</source>
            <translation>模型</translation>
        </message>
        <message>
            <source>Lens</source>
            <translation>透镜</translation>
        </message>
        <message>
            <source>Read also what each layer would predict if it were the last, as in Lens</source>
            <translation>同时读取：假如每一层就是最后一层，它会预测什么，与“透镜”相同</translation>
        </message>
        <message>
            <source>Compare with teacher</source>
            <translation>与教师比较</translation>
        </message>
        <message>
            <source>Follow also how far each checkpoint is from one of the teacher</source>
            <translation>同时跟踪每个检查点与教师的某个检查点相差多远</translation>
        </message>
    </context>
    <context>
        <name>FormulaDialog</name>
        <message>
            <source>A curve by a formula</source>
            <translation>用公式生成曲线</translation>
        </message>
        <message>
            <source>Write metrics with + - * / ** and {functions}: val_loss - control.val_loss, val_loss / teacher.validation_loss, running_min(val_loss). It is computed at the steps at which every curve in it has a point. There are: {metrics}.</source>
            <translation>用 + - * / ** 和 {functions} 组合指标：val_loss - control.val_loss、val_loss / teacher.validation_loss、running_min(val_loss)。只在其中每条曲线都有点的步上计算。可用指标：{metrics}。</translation>
        </message>
        <message>
            <source>Formula</source>
            <translation>公式</translation>
        </message>
        <message>
            <source>'{owner}' is neither the control nor a line beside the curves: {owners}</source>
            <translation>“{owner}”既不是对照运行，也不是曲线旁的参考线：{owners}</translation>
        </message>
        <message>
            <source>no run here has measured '{name}'</source>
            <translation>这里没有运行测量过“{name}”</translation>
        </message>
        <message>
            <source>This is a metric; choose it in the menu.</source>
            <translation>这本身就是一个指标，请在菜单中选择。</translation>
        </message>
    </context>
    <context>
        <name>FoundDocumentView</name>
        <message>
            <source>The document that was found</source>
            <translation>找到的文档</translation>
        </message>
        <message>
            <source>Document {number} of “{corpus}”, line {line}</source>
            <translation>“{corpus}”的第 {number} 篇文档，第 {line} 行</translation>
        </message>
        <message>
            <source>{count} characters of it are not shown</source>
            <translation>其中 {count} 个字符未显示</translation>
        </message>
    </context>
    <context>
        <name>FoundPairsTable</name>
        <message>
            <source>How the pairs were found</source>
            <translation>对立对的来源</translation>
        </message>
        <message>
            <source>Kind</source>
            <translation>种类</translation>
        </message>
        <message>
            <source>What is wrong in the second text</source>
            <translation>第二段文本错在哪里</translation>
        </message>
        <message>
            <source>Found</source>
            <translation>找到</translation>
        </message>
        <message>
            <source>How many pairs the text gives</source>
            <translation>文本给出多少对</translation>
        </message>
        <message>
            <source>Used</source>
            <translation>使用</translation>
        </message>
        <message>
            <source>The first of them, at most so many of a kind</source>
            <translation>其中最前面的，每种有上限</translation>
        </message>
        <message>
            <source>Skipped</source>
            <translation>已跳过</translation>
        </message>
        <message>
            <source>Sentences (of names: documents) that give no pair of this kind</source>
            <translation>得不到这种对立对的句子（名字则为文档）</translation>
        </message>
        <message>
            <source>Why</source>
            <translation>原因</translation>
        </message>
        <message>
            <source>Why they give none, the most frequent reason first</source>
            <translation>得不到的原因，最常见的在前</translation>
        </message>
        <message>
            <source>; </source>
            <translation>；</translation>
        </message>
        <message>
            <source>{reason}: {count}</source>
            <translation>{reason}：{count}</translation>
        </message>
    </context>
    <context>
        <name>Funnel</name>
        <message>
            <source>The model's own</source>
            <translation>模型自己的</translation>
        </message>
        <message>
            <source>What may follow “{text}”.</source>
            <translation>“{text}”之后可能出现什么。</translation>
        </message>
        <message>
            <source>Token {number} of {model}, {strategy}, behind “{text}”.</source>
            <translation>{model} 的第 {number} 个词元，{strategy}，在“{text}”之后。</translation>
        </message>
        <message>
            <source>{model}: entropy {entropy} nats</source>
            <translation>{model}：熵 {entropy} nat</translation>
        </message>
        <message>
            <source>The text was written in {precision}; these candidates are those in fp32.</source>
            <translation>这段文本以 {precision} 写成；这里的候选是 fp32 的。</translation>
        </message>
    </context>
    <context>
        <name>FunnelTable</name>
        <message>
            <source>What each step leaves</source>
            <translation>每一步留下什么</translation>
        </message>
        <message>
            <source>Processor</source>
            <translation>处理步骤</translation>
        </message>
        <message>
            <source>What the strategy does to the distribution, one after the other</source>
            <translation>策略依次对分布做什么</translation>
        </message>
        <message>
            <source>Tokens left</source>
            <translation>剩余词元</translation>
        </message>
        <message>
            <source>How many tokens can still be taken; two numbers where chance decides</source>
            <translation>还有多少词元可以被选中；由随机决定时为两个数</translation>
        </message>
        <message>
            <source>Mass left</source>
            <translation>剩余概率</translation>
        </message>
        <message>
            <source>Which share of its probability the model gives to those left</source>
            <translation>模型分给剩余词元的概率之和</translation>
        </message>
        <message>
            <source>{least} or {most}</source>
            <translation>{least} 或 {most}</translation>
        </message>
    </context>
    <context>
        <name>GridBar</name>
        <message>
            <source>Along</source>
            <translation>横轴</translation>
        </message>
        <message>
            <source>What the horizontal axis counts</source>
            <translation>横轴以什么计</translation>
        </message>
        <message>
            <source>Smoothing</source>
            <translation>平滑</translation>
        </message>
        <message>
            <source>How much the moving average remembers; the raw curve stays, faint, behind it</source>
            <translation>移动平均记住多少；原始曲线淡淡地留在后面</translation>
        </message>
        <message>
            <source>Log x</source>
            <translation>横轴对数</translation>
        </message>
        <message>
            <source>Ignore outliers</source>
            <translation>忽略离群点</translation>
        </message>
        <message>
            <source>Do not let the most extreme 2 % of a curve's points stretch the view</source>
            <translation>不让曲线上最极端的 2 % 的点撑大视图</translation>
        </message>
        <message>
            <source>Follow</source>
            <translation>跟随最新</translation>
        </message>
        <message>
            <source>Keep the newest points in view, as many of them as you have zoomed to</source>
            <translation>始终显示最新的点，范围与你缩放到的一样宽</translation>
        </message>
        <message>
            <source>Reset view</source>
            <translation>重置视图</translation>
        </message>
        <message>
            <source>Show everything again, and follow new points</source>
            <translation>重新显示全部，并跟随新的点</translation>
        </message>
        <message>
            <source>Plots</source>
            <translation>图</translation>
        </message>
        <message>
            <source>Add plots, and choose how many stand side by side</source>
            <translation>添加图，并选择每行并排几张</translation>
        </message>
    </context>
    <context>
        <name>GridCell</name>
        <message>
            <source>Choose, move and export this plot</source>
            <translation>选择曲线、移动或导出此图</translation>
        </message>
        <message>
            <source>Menu of the plot {title}</source>
            <translation>图“{title}”的菜单</translation>
        </message>
    </context>
    <context>
        <name>HeadCurves</name>
        <message>
            <source>step</source>
            <translation>步</translation>
        </message>
        <message>
            <source>Measures of the chosen head</source>
            <translation>所选的头的各项指标</translation>
        </message>
        <message>
            <source>share, or copying score</source>
            <translation>比例，或复制得分</translation>
        </message>
        <message>
            <source>Ablation of the chosen head</source>
            <translation>所选的头的消融</translation>
        </message>
        <message>
            <source>ablation, nats</source>
            <translation>消融，nat</translation>
        </message>
    </context>
    <context>
        <name>HeadTable</name>
        <message>
            <source>Teacher</source>
            <translation>教师</translation>
        </message>
        <message>
            <source>Student</source>
            <translation>学生</translation>
        </message>
        <message>
            <source>Model</source>
            <translation>模型</translation>
        </message>
        <message>
            <source>Whose head it is</source>
            <translation>这个头属于哪个模型</translation>
        </message>
        <message>
            <source>Layer</source>
            <translation>层</translation>
        </message>
        <message>
            <source>Counted from 0, from the embeddings upwards</source>
            <translation>从 0 数起，由嵌入往上</translation>
        </message>
        <message>
            <source>Head</source>
            <translation>头</translation>
        </message>
        <message>
            <source>Counted from 0 within its layer</source>
            <translation>在本层之内从 0 数起</translation>
        </message>
        <message>
            <source>Label</source>
            <translation>标签</translation>
        </message>
        <message>
            <source>What the head does on this text, in a word; most heads have no label</source>
            <translation>这个头在这段文本上做什么，用一个词说明；大多数头没有标签</translation>
        </message>
        <message>
            <source>Entropy</source>
            <translation>熵</translation>
        </message>
        <message>
            <source>How widely the head looks, in nats, averaged over the queries</source>
            <translation>这个头看得有多散，单位 nat，对所有查询取平均</translation>
        </message>
        <message>
            <source>Of the most</source>
            <translation>占最大值</translation>
        </message>
        <message>
            <source>The entropy as a share of the largest one that each row could have</source>
            <translation>熵占每一行可能的最大熵的比例</translation>
        </message>
        <message>
            <source>Distance</source>
            <translation>距离</translation>
        </message>
        <message>
            <source>How far back the head looks on average, in tokens</source>
            <translation>这个头平均往前看多远，以词元计</translation>
        </message>
        <message>
            <source>Self</source>
            <translation>看自己</translation>
        </message>
        <message>
            <source>Attention on itself</source>
            <translation>对自身的注意力</translation>
        </message>
        <message>
            <source>Previous</source>
            <translation>看前一个</translation>
        </message>
        <message>
            <source>Attention on the token before the query</source>
            <translation>对查询前一个词元的注意力</translation>
        </message>
        <message>
            <source>Next</source>
            <translation>后一个</translation>
        </message>
        <message>
            <source>Attention on the token after the query</source>
            <translation>对查询后一个词元的注意力</translation>
        </message>
        <message>
            <source>First</source>
            <translation>看第一个</translation>
        </message>
        <message>
            <source>Attention on the first token, where idle heads look</source>
            <translation>对第一个词元的注意力，没事可做的头常看那里</translation>
        </message>
        <message>
            <source>Special</source>
            <translation>特殊词元</translation>
        </message>
        <message>
            <source>Attention on the special tokens around the text, such as [CLS] or &lt;s&gt;</source>
            <translation>对文本两端的特殊词元（如 [CLS] 或 &lt;s&gt;）的注意力</translation>
        </message>
        <message>
            <source>Divergence</source>
            <translation>散度</translation>
        </message>
        <message>
            <source>Jensen-Shannon divergence from the matched head of the other model, in nats</source>
            <translation>与另一个模型中对应的头之间的 Jensen-Shannon 散度，单位 nat</translation>
        </message>
    </context>
    <context>
        <name>HeadView</name>
        <message>
            <source>Heads</source>
            <translation>注意力头</translation>
        </message>
        <message>
            <source>Teacher's and student's head, matched; the nearest first</source>
            <translation>配对的教师头与学生头，最接近的在最前</translation>
        </message>
        <message>
            <source>Show</source>
            <translation>显示</translation>
        </message>
        <message>
            <source>Teacher minus student</source>
            <translation>教师减学生</translation>
        </message>
        <message>
            <source>Teacher's head</source>
            <translation>教师的头</translation>
        </message>
        <message>
            <source>Student's head</source>
            <translation>学生的头</translation>
        </message>
        <message>
            <source>query: the token that looks</source>
            <translation>查询：正在看的词元</translation>
        </message>
        <message>
            <source>key: what it looks at</source>
            <translation>键：被看的词元</translation>
        </message>
        <message>
            <source>Click a cell or a row to see the heads of its layers.</source>
            <translation>点一个格子或一行，查看这两层的头。</translation>
        </message>
        <message>
            <source>Teacher L{teacher} ↔ student L{student}</source>
            <translation>教师 L{teacher} ↔ 学生 L{student}</translation>
        </message>
        <message>
            <source>CKA {cka}, plain {plain}</source>
            <translation>CKA {cka}，普通估计 {plain}</translation>
        </message>
        <message>
            <source>divergence {divergence} nats</source>
            <translation>散度 {divergence} nat</translation>
        </message>
        <message>
            <source>maps of the first passage</source>
            <translation>热图取自第一段</translation>
        </message>
    </context>
    <context>
        <name>HeadsPanel</name>
        <message>
            <source>Heads</source>
            <translation>注意力头</translation>
        </message>
        <message>
            <source>Model</source>
            <translation>模型</translation>
        </message>
        <message>
            <source>Teacher</source>
            <translation>教师</translation>
        </message>
        <message>
            <source>Measure how far each head is from the teacher's head that is most alike</source>
            <translation>测量每个头与教师中最相似的头相差多远</translation>
        </message>
        <message>
            <source>Text to measure the heads on</source>
            <translation>用来测量注意力头的文本</translation>
        </message>
        <message>
            <source>Measure</source>
            <translation>测量</translation>
        </message>
        <message>
            <source>Stop</source>
            <translation>停止</translation>
        </message>
        <message>
            <source>Here you find out what each attention head does: measured on a text or a corpus.</source>
            <translation>在这里可以了解每个注意力头在做什么：在一段文本或一个语料上测量。</translation>
        </message>
        <message>
            <source>The heads stand here once they are measured.</source>
            <translation>测量之后，各个头显示在这里。</translation>
        </message>
        <message>
            <source>Choose what is read, and measure: the heads then stand here.</source>
            <translation>选择读什么并测量：各个头随后显示在这里。</translation>
        </message>
        <message>
            <source>Measure all heads</source>
            <translation>测量所有头</translation>
        </message>
    </context>
    <context>
        <name>HeadsParts</name>
        <message>
            <source>Two measures</source>
            <translation>两项指标</translation>
        </message>
        <message>
            <source>Strongest attention</source>
            <translation>最强的注意力</translation>
        </message>
    </context>
    <context>
        <name>HeadsTable</name>
        <message>
            <source>Layer</source>
            <translation>层</translation>
        </message>
        <message>
            <source>Head</source>
            <translation>头</translation>
        </message>
        <message>
            <source>Filter, such as {label}</source>
            <translation>筛选，例如“{label}”</translation>
        </message>
        <message>
            <source>Filter of the heads</source>
            <translation>筛选注意力头</translation>
        </message>
        <message>
            <source>Heads whose name or label has this text</source>
            <translation>名称或标签中含有这段文字的头</translation>
        </message>
        <message>
            <source>Open in Attention</source>
            <translation>在“注意力”中打开</translation>
        </message>
        <message>
            <source>Double-click a head to see its attention</source>
            <translation>双击一个头，查看它的注意力</translation>
        </message>
        <message>
            <source>Heads</source>
            <translation>注意力头</translation>
        </message>
        <message>
            <source>All layers</source>
            <translation>所有层</translation>
        </message>
        <message>
            <source>Layer {number}</source>
            <translation>第 {number} 层</translation>
        </message>
        <message>
            <source>{count} of {total} heads</source>
            <translation>{count} / {total} 个头</translation>
        </message>
        <message>
            <source>Layer and head, counted from 0, from the embeddings upwards</source>
            <translation>层和头，从 0 数起，由嵌入向上</translation>
        </message>
        <message>
            <source>Label</source>
            <translation>标签</translation>
        </message>
        <message>
            <source>{label}: {measure} of at least {least}</source>
            <translation>{label}：{measure}不低于 {least}</translation>
        </message>
    </context>
    <context>
        <name>HeatMap</name>
        <message>
            <source>linear</source>
            <translation>线性</translation>
        </message>
        <message>
            <source>robust</source>
            <translation>稳健</translation>
        </message>
        <message>
            <source>logarithmic</source>
            <translation>对数</translation>
        </message>
        <message>
            <source>fixed</source>
            <translation>固定</translation>
        </message>
        <message>
            <source>{query} ({row}) → {key} ({column}): {value}</source>
            <translation>{query}（{row}）→ {key}（{column}）：{value}</translation>
        </message>
        <message>
            <source>{query} ({row}) → {key} ({column}): {value}, rank {rank} of {count}</source>
            <translation>{query} ({row}) → {key} ({column})：{value}，第 {rank} 名，共 {count} 个</translation>
        </message>
    </context>
    <context>
        <name>HelpPanel</name>
        <message>
            <source>Help</source>
            <translation>帮助</translation>
        </message>
        <message>
            <source>Pages</source>
            <translation>页面</translation>
        </message>
        <message>
            <source>The help pages explain each step. None are installed.</source>
            <translation>帮助页面解释每个步骤。这里没有安装。</translation>
        </message>
        <message>
            <source>Back to the start page</source>
            <translation>回到首页</translation>
        </message>
        <message>
            <source>This page is not translated yet; here it is in English.</source>
            <translation>本页尚未翻译；这里显示的是英文。</translation>
        </message>
    </context>
    <context>
        <name>HistogramsDialog</name>
        <message>
            <source>Histograms of {run}</source>
            <translation>{run} 的直方图</translation>
        </message>
        <message>
            <source>Reading…</source>
            <translation>正在读取…</translation>
        </message>
        <message>
            <source>Export as CSV…</source>
            <translation>导出为 CSV…</translation>
        </message>
        <message>
            <source>weights</source>
            <translation>权重</translation>
        </message>
        <message>
            <source>gradients</source>
            <translation>梯度</translation>
        </message>
        <message>
            <source>Layer</source>
            <translation>层</translation>
        </message>
        <message>
            <source>Numbers</source>
            <translation>数值</translation>
        </message>
        <message>
            <source>This run has kept no histograms. Before a start, set Loop, Measurements, Histograms every to a number of steps.</source>
            <translation>本运行没有保存直方图。开始运行之前，请在“训练循环”、“测量”中把“直方图的间隔”设为一个步数。</translation>
        </message>
        <message>
            <source>This layer had no gradients at these steps: it is frozen.</source>
            <translation>这一层在这些步没有梯度：它被冻结了。</translation>
        </message>
        <message>
            <source>value</source>
            <translation>数值</translation>
        </message>
        <message>
            <source>step</source>
            <translation>步</translation>
        </message>
        <message>
            <source>The fuller the colour, the more numbers of the layer's matrices have such a value at the step; rows are narrower near zero. Gradients are those before clipping, weights those after the step.</source>
            <translation>颜色越饱满，该步时这一层的矩阵中取此值的数越多；靠近零的行较窄。梯度是裁剪之前的，权重是该步之后的。</translation>
        </message>
        <message>
            <source>{count} numbers are NaN or infinite, and stand in no row.</source>
            <translation>有 {count} 个数是 NaN 或无穷，不在任何一行。</translation>
        </message>
        <message>
            <source>step {step}: {share} between {low} and {high}</source>
            <translation>第 {step} 步：{share} 在 {low} 与 {high} 之间</translation>
        </message>
        <message>
            <source>{path} cannot be written: {reason}</source>
            <translation>无法写入 {path}：{reason}</translation>
        </message>
    </context>
    <context>
        <name>HistoryPanel</name>
        <message>
            <source>History</source>
            <translation>历史</translation>
        </message>
        <message>
            <source>Search prompts, texts, models and notes</source>
            <translation>搜索提示词、文本、模型和备注</translation>
        </message>
        <message>
            <source>All words must be there, each by its beginning; any Chinese characters</source>
            <translation>所有词都必须出现，每个词以其开头匹配；汉字可任意匹配</translation>
        </message>
        <message>
            <source>Search</source>
            <translation>查找</translation>
        </message>
        <message>
            <source>With a star only</source>
            <translation>仅带星标</translation>
        </message>
        <message>
            <source>Use the prompt</source>
            <translation>使用此提示词</translation>
        </message>
        <message>
            <source>Makes it the present prompt</source>
            <translation>将其设为当前提示词</translation>
        </message>
        <message>
            <source>Write again</source>
            <translation>再写一次</translation>
        </message>
        <message>
            <source>Adds a text of the same checkpoint, strategy and seed to those in Write</source>
            <translation>在“写作”中添加一段用相同检查点、策略和种子写出的文本</translation>
        </message>
        <message>
            <source>Copy</source>
            <translation>复制</translation>
        </message>
        <message>
            <source>Export…</source>
            <translation>导出…</translation>
        </message>
        <message>
            <source>The chosen texts with all settings and seeds</source>
            <translation>所选文本及其全部设置和种子</translation>
        </message>
        <message>
            <source>Delete</source>
            <translation>删除</translation>
        </message>
        <message>
            <source>Removes the chosen texts for good</source>
            <translation>永久删除所选文本</translation>
        </message>
        <message>
            <source>Every text that a model writes here is kept with its settings and its seed.</source>
            <translation>模型在此写出的每段文本都会连同其设置和种子一起保存。</translation>
        </message>
        <message>
            <source>When</source>
            <translation>时间</translation>
        </message>
        <message>
            <source>When the text ended</source>
            <translation>文本结束的时间</translation>
        </message>
        <message>
            <source>Star</source>
            <translation>星标</translation>
        </message>
        <message>
            <source>What you marked below</source>
            <translation>你在下方所做的标记</translation>
        </message>
        <message>
            <source>Model</source>
            <translation>模型</translation>
        </message>
        <message>
            <source>Who wrote it</source>
            <translation>由谁写出</translation>
        </message>
        <message>
            <source>Strategy</source>
            <translation>策略</translation>
        </message>
        <message>
            <source>How each next token was chosen</source>
            <translation>如何选出每个下一词元</translation>
        </message>
        <message>
            <source>Seed</source>
            <translation>种子</translation>
        </message>
        <message>
            <source>The same seed, prompt, model and strategy write the same</source>
            <translation>种子、提示词、模型和策略都相同，写出的文字就相同</translation>
        </message>
        <message>
            <source>Prompt and text</source>
            <translation>提示词与文本</translation>
        </message>
        <message>
            <source>How the text begins</source>
            <translation>文本的开头</translation>
        </message>
        <message>
            <source>Note</source>
            <translation>备注</translation>
        </message>
        <message>
            <source>What you say of it, below</source>
            <translation>你在下方写下的备注</translation>
        </message>
        <message>
            <source>{count} texts</source>
            <translation>{count} 段文本</translation>
        </message>
        <message>
            <source>1 text</source>
            <translation>1 段文本</translation>
        </message>
        <message>
            <source>the newest {count} are shown</source>
            <translation>显示最新的 {count} 段</translation>
        </message>
        <message>
            <source>{count} damaged ones left out</source>
            <translation>略去 {count} 段损坏的</translation>
        </message>
        <message>
            <source>1 damaged one left out</source>
            <translation>略去 1 段损坏的</translation>
        </message>
        <message>
            <source>{count} old ones were let go</source>
            <translation>已清除 {count} 段旧文本</translation>
        </message>
        <message>
            <source>1 old one was let go</source>
            <translation>已清除 1 段旧文本</translation>
        </message>
        <message>
            <source>Export</source>
            <translation>导出</translation>
        </message>
        <message>
            <source>Saved as {path}</source>
            <translation>已保存为 {path}</translation>
        </message>
        <message>
            <source>Delete {count} texts for good?</source>
            <translation>永久删除 {count} 段文本？</translation>
        </message>
        <message>
            <source>Delete 1 text for good?</source>
            <translation>永久删除这 1 段文本？</translation>
        </message>
        <message>
            <source>They can be written again only while their models are there.</source>
            <translation>只有其模型仍在时才能再次写出。</translation>
        </message>
    </context>
    <context>
        <name>ImportanceView</name>
        <message>
            <source>Measured on</source>
            <translation>测量于</translation>
        </message>
        <message>
            <source>the text</source>
            <translation>该文本</translation>
        </message>
        <message>
            <source>The text above, or passages of a corpus's validation part</source>
            <translation>上面的文本，或某个语料验证部分的片段</translation>
        </message>
        <message>
            <source>Passages</source>
            <translation>段落数</translation>
        </message>
        <message>
            <source>passages</source>
            <translation>个片段</translation>
        </message>
        <message>
            <source>Measure</source>
            <translation>测量</translation>
        </message>
        <message>
            <source>Ablate each head in turn, and take the loss's gradient</source>
            <translation>逐个消融每个注意力头，并求损失的梯度</translation>
        </message>
        <message>
            <source>Stop</source>
            <translation>停止</translation>
        </message>
        <message>
            <source>What was measured stays</source>
            <translation>已经测得的会保留</translation>
        </message>
        <message>
            <source>Importance of the heads</source>
            <translation>注意力头的重要性</translation>
        </message>
        <message>
            <source>Head</source>
            <translation>头</translation>
        </message>
        <message>
            <source>Layer and head, counted from 0; a click makes it the present part</source>
            <translation>层和头，从 0 数起；点击后它成为当前部件</translation>
        </message>
        <message>
            <source>Loss increase</source>
            <translation>损失增量</translation>
        </message>
        <message>
            <source>loss {loss} nats a text</source>
            <translation>损失 {loss} nat/文本</translation>
        </message>
        <message>
            <source>Gradient</source>
            <translation>梯度</translation>
        </message>
        <message>
            <source>Measuring…</source>
            <translation>正在测量…</translation>
        </message>
        <message>
            <source>How much each head matters to the loss: measure it here.</source>
            <translation>每个注意力头对损失有多重要：在这里测量。</translation>
        </message>
        <message>
            <source>Measure all heads</source>
            <translation>测量所有头</translation>
        </message>
        <message>
            <source>passages: {count}</source>
            <translation>片段数：{count}</translation>
        </message>
        <message>
            <source>1 passage, {tokens} tokens</source>
            <translation>1 个片段，{tokens} 个词元</translation>
        </message>
        <message>
            <source>{count} passages, {tokens} tokens</source>
            <translation>{count} 个片段，{tokens} 个词元</translation>
        </message>
        <message>
            <source>loss {loss} nats a token</source>
            <translation>损失 {loss} nat/词元</translation>
        </message>
        <message>
            <source>How much the loss rises with the head's output zeroed, in nats; below 0 the model does better without it</source>
            <translation>该头的输出置零后损失上升多少，单位 nat；小于 0 表示没有它模型反而更好</translation>
        </message>
        <message>
            <source>|∂loss/∂m| where the head's output is multiplied by m = 1, the mean over passages (Michel et al. 2019), in nats</source>
            <translation>该头的输出乘以 m = 1 时的 |∂loss/∂m|，对各片段取平均（Michel 等，2019），单位 nat</translation>
        </message>
        <message>
            <source>rank correlation of both measures {rho}</source>
            <translation>两种度量的秩相关 {rho}</translation>
        </message>
    </context>
    <context>
        <name>InterventionSettings</name>
        <message>
            <source>Heads and layers</source>
            <translation>头与层</translation>
        </message>
        <message>
            <source>Neurons</source>
            <translation>神经元</translation>
        </message>
        <message>
            <source>Steering</source>
            <translation>引导</translation>
        </message>
        <message>
            <source>Text</source>
            <translation>文本</translation>
        </message>
        <message>
            <source>Reset</source>
            <translation>重置</translation>
        </message>
        <message>
            <source>Take all interventions back</source>
            <translation>撤销所有干预</translation>
        </message>
        <message>
            <source>Scale of {part}</source>
            <translation>{part} 的缩放</translation>
        </message>
    </context>
    <context>
        <name>InterventionsPanel</name>
        <message>
            <source>Interventions</source>
            <translation>干预</translation>
        </message>
        <message>
            <source>Model</source>
            <translation>模型</translation>
        </message>
        <message>
            <source>A text; for a BERT with a [MASK], if you like</source>
            <translation>一段文本；对 BERT 可以含有 [MASK]</translation>
        </message>
        <message>
            <source>Text</source>
            <translation>文本</translation>
        </message>
        <message>
            <source>Compute</source>
            <translation>计算</translation>
        </message>
        <message>
            <source>The effect of the interventions (Enter in the text)</source>
            <translation>干预的效果（在文本框中按 Enter）</translation>
        </message>
        <message>
            <source>Here you switch off or scale heads, layers and neurons of a model, or steer it, and see the effect.</source>
            <translation>在这里关闭或缩放模型的注意力头、层和神经元，或者引导它，并查看效果。</translation>
        </message>
        <message>
            <source>Effect</source>
            <translation>效果</translation>
        </message>
        <message>
            <source>Importance of heads</source>
            <translation>头的重要性</translation>
        </message>
    </context>
    <context>
        <name>JourneyCard</name>
        <message>
            <source>Project folder</source>
            <translation>项目文件夹</translation>
        </message>
        <message>
            <source>Start</source>
            <translation>开始</translation>
        </message>
        <message>
            <source>Back</source>
            <translation>返回</translation>
        </message>
        <message>
            <source>Train a teacher and a student on “{text}”, about {time}</source>
            <translation>用“{text}”训练教师和学生，约 {time}</translation>
        </message>
        <message>
            <source>The plan is being made: this machine is measured.</source>
            <translation>正在制定计划：正在测量本机的速度。</translation>
        </message>
        <message>
            <source>Import the text as the corpus “{name}”</source>
            <translation>把文本导入为语料“{name}”</translation>
        </message>
        <message>
            <source>Train a tokenizer with {count} pieces</source>
            <translation>训练有 {count} 个子词的分词器</translation>
        </message>
        <message>
            <source>Train the teacher: {parameters} parameters, {steps} steps, {time}</source>
            <translation>训练教师：{parameters} 个参数，{steps} 步，{time}</translation>
        </message>
        <message>
            <source>Train the control, a student without a teacher: {parameters} parameters, {steps} steps, {time}</source>
            <translation>训练对照学生（没有教师）：{parameters} 个参数，{steps} 步，{time}</translation>
        </message>
        <message>
            <source>Distil the student: {parameters} parameters, {steps} steps, {time}</source>
            <translation>蒸馏学生：{parameters} 个参数，{steps} 步，{time}</translation>
        </message>
        <message>
            <source>Compare teacher, student and control on text none of them has seen</source>
            <translation>用三者都没见过的文本比较教师、学生和对照</translation>
        </message>
    </context>
    <context>
        <name>JourneyEnd</name>
        <message>
            <source>Next: press Write, and read what teacher, student and control write.</source>
            <translation>下一步：点“写作”，读一读教师、学生和对照写的文字。</translation>
        </message>
    </context>
    <context>
        <name>LayerCurves</name>
        <message>
            <source>layers</source>
            <translation>层</translation>
        </message>
    </context>
    <context>
        <name>LayerMapPanel</name>
        <message>
            <source>Layer map</source>
            <translation>层映射</translation>
        </message>
        <message>
            <source>Evenly from the first to the last</source>
            <translation>从第一层到最后一层均匀分布</translation>
        </message>
        <message>
            <source>The uppermost layers</source>
            <translation>最上面的几层</translation>
        </message>
        <message>
            <source>The last layer of each of equal stretches</source>
            <translation>等分各段的最后一层</translation>
        </message>
        <message>
            <source>The lowest layers</source>
            <translation>最下面的几层</translation>
        </message>
        <message>
            <source>Each line says which layer of the teacher a layer of the student begins with and is compared to. Click a layer of the student, then one of the teacher; or drag.</source>
            <translation>每条线表示学生的一层从教师的哪一层开始、又与哪一层比较。先点学生的一层，再点教师的一层；或直接拖动。</translation>
        </message>
        <message>
            <source>layer {number}</source>
            <translation>第 {number} 层</translation>
        </message>
        <message>
            <source>Loss before the first step</source>
            <translation>第一步之前的损失</translation>
        </message>
        <message>
            <source>Of the student with the teacher's weights, and with random ones</source>
            <translation>学生使用教师权重时的，与使用随机权重时的</translation>
        </message>
        <message>
            <source>Here you connect the layers of a student with those of its teacher.</source>
            <translation>在这里把学生的层与教师的层连接起来。</translation>
        </message>
        <message>
            <source>Set up a distillation</source>
            <translation>设置一次蒸馏</translation>
        </message>
        <message>
            <source>Student</source>
            <translation>学生</translation>
        </message>
        <message>
            <source>Teacher</source>
            <translation>教师</translation>
        </message>
        <message>
            <source>{layers} layers · {width} wide · {heads} heads</source>
            <translation>{layers} 层，宽 {width}，{heads} 个头</translation>
        </message>
        <message>
            <source>Measuring…</source>
            <translation>正在测量…</translation>
        </message>
        <message>
            <source>{copied} with the teacher's weights, {random} with random ones</source>
            <translation>教师权重 {copied}，随机权重 {random}</translation>
        </message>
    </context>
    <context>
        <name>LayerTable</name>
        <message>
            <source>Neurons of the layer</source>
            <translation>该层的神经元</translation>
        </message>
        <message>
            <source>The {count} strongest of the {total} neurons of layer {layer}.</source>
            <translation>第 {layer} 层 {total} 个神经元中最强的 {count} 个。</translation>
        </message>
        <message>
            <source>Strongest at</source>
            <translation>最强处</translation>
        </message>
        <message>
            <source>The token where its activation is largest in size</source>
            <translation>其激活绝对值最大处的词元</translation>
        </message>
        <message>
            <source>Neuron</source>
            <translation>神经元</translation>
        </message>
        <message>
            <source>Its number in the layer, from 0</source>
            <translation>它在该层中的编号，从 0 数起</translation>
        </message>
        <message>
            <source>Peak</source>
            <translation>峰值</translation>
        </message>
        <message>
            <source>Its activation there; below zero is possible</source>
            <translation>它在那里的激活值；可能小于零</translation>
        </message>
        <message>
            <source>Mean</source>
            <translation>平均</translation>
        </message>
        <message>
            <source>The mean of its activations over the text</source>
            <translation>它在整段文本上激活值的平均</translation>
        </message>
    </context>
    <context>
        <name>LearningRateDialog</name>
        <message>
            <source>Find the learning rate of “{name}”</source>
            <translation>寻找“{name}”的学习率</translation>
        </message>
        <message>
            <source>Test</source>
            <translation>测试</translation>
        </message>
        <message>
            <source>Stop</source>
            <translation>停止</translation>
        </message>
        <message>
            <source>The first steps of this training, with a learning rate that grows at each. No model is made of them.</source>
            <translation>这次训练最初的若干步，学习率逐步增大。不会由此产生模型。</translation>
        </message>
        <message>
            <source>It waits until the present run has ended.</source>
            <translation>它会等到当前运行结束。</translation>
        </message>
        <message>
            <source>Use {rate:g} (steepest)</source>
            <translation>采用 {rate:g}（最陡）</translation>
        </message>
        <message>
            <source>Use {rate:g} (lowest ÷ 10)</source>
            <translation>采用 {rate:g}（最低点 ÷ 10）</translation>
        </message>
    </context>
    <context>
        <name>LeavingDialog</name>
        <message>
            <source>Stopping: the present step ends and is saved…</source>
            <translation>正在停止：当前这一步结束后保存…</translation>
        </message>
        <message>
            <source>A run is active</source>
            <translation>有运行正在进行</translation>
        </message>
        <message>
            <source>Training goes on. Stop it (it saves a checkpoint and can be resumed later), or let it run on without this window?</source>
            <translation>训练正在进行。要停止它（会保存检查点，以后可以继续），还是让它在没有窗口的情况下继续运行？</translation>
        </message>
        <message>
            <source>Stop and quit</source>
            <translation>停止并退出</translation>
        </message>
        <message>
            <source>Keep running</source>
            <translation>保持运行</translation>
        </message>
        <message>
            <source>Cancel</source>
            <translation>取消</translation>
        </message>
        <message>
            <source>Queued behind it: {names}. They start once it has finished: without this window if it keeps running, and after you have resumed it if you stop it.</source>
            <translation>排在其后的运行：{names}。它完成后才会开始：若让它继续运行，没有本窗口也会接着进行；若停止它，则在你继续这次运行并完成之后。</translation>
        </message>
        <message>
            <source>Waiting to be resumed: {names}. They do not go on by themselves; resume them in the table of runs.</source>
            <translation>等待继续的运行：{names}。它们不会自行继续；请在运行表格中继续它们。</translation>
        </message>
        <message>
            <source>Handing over: the run is saved and goes on as a process of its own…</source>
            <translation>正在移交：运行保存后由独立进程继续…</translation>
        </message>
        <message>
            <source>The run did not start again by itself; it is saved and can be resumed.</source>
            <translation>运行没有自行重新开始；它已保存，可以继续。</translation>
        </message>
    </context>
    <context>
        <name>LeftOff</name>
        <message>
            <source>Waiting behind it: {names}.</source>
            <translation>排在它后面的：{names}。</translation>
        </message>
        <message>
            <source>Still to be started: {names}.</source>
            <translation>还没有开始的：{names}。</translation>
        </message>
        <message>
            <source>“{name}” failed.</source>
            <translation>“{name}”失败了。</translation>
        </message>
        <message>
            <source>“{name}” was stopped at step {step}.</source>
            <translation>“{name}”停在第 {step} 步。</translation>
        </message>
        <message>
            <source>“{name}” was interrupted at step {step}.</source>
            <translation>“{name}”在第 {step} 步中断了。</translation>
        </message>
        <message>
            <source>“{name}” was interrupted.</source>
            <translation>“{name}”中断了。</translation>
        </message>
    </context>
    <context>
        <name>Lens</name>
        <message>
            <source>{model}, step {step}</source>
            <translation>{model}，第 {step} 步</translation>
        </message>
        <message>
            <source>Embeddings</source>
            <translation>嵌入</translation>
        </message>
        <message>
            <source>L{layer} attention</source>
            <translation>L{layer} 注意力</translation>
        </message>
        <message>
            <source>L{layer} feed-forward</source>
            <translation>L{layer} 前馈</translation>
        </message>
        <message>
            <source>probability</source>
            <translation>概率</translation>
        </message>
        <message>
            <source>rank of the true</source>
            <translation>真实词元的排名</translation>
        </message>
        <message>
            <source>p of the true</source>
            <translation>真实词元的概率</translation>
        </message>
        <message>
            <source>entropy, nats</source>
            <translation>熵，nat</translation>
        </message>
        <message>
            <source>KL, nats</source>
            <translation>KL，nat</translation>
        </message>
        <message>
            <source>Probability of the likeliest token</source>
            <translation>最可能词元的概率</translation>
        </message>
        <message>
            <source>How sure the reading is of the token in the cell</source>
            <translation>该处对格中词元有多确定</translation>
        </message>
        <message>
            <source>Rank of the true token</source>
            <translation>真实词元的排名</translation>
        </message>
        <message>
            <source>1 if the true token is the likeliest</source>
            <translation>真实词元最可能时为 1</translation>
        </message>
        <message>
            <source>Probability of the true token</source>
            <translation>真实词元的概率</translation>
        </message>
        <message>
            <source>The true token is the next one; for a BERT the token's own</source>
            <translation>真实词元是下一个词元；对 BERT 则是该位置自己的词元</translation>
        </message>
        <message>
            <source>Entropy</source>
            <translation>熵</translation>
        </message>
        <message>
            <source>How unsure the reading is, in nats</source>
            <translation>该处有多不确定，单位 nat</translation>
        </message>
        <message>
            <source>KL from the model's own</source>
            <translation>与模型自身分布的 KL</translation>
        </message>
        <message>
            <source>KL(model's own distribution ‖ the reading's), in nats; 0 at the end</source>
            <translation>KL（模型自身的分布 ‖ 该处的分布），单位 nat；末尾为 0</translation>
        </message>
        <message>
            <source>Position {position}, {token}</source>
            <translation>位置 {position}，{token}</translation>
        </message>
        <message>
            <source>Position {position}, {token}; next: {true}</source>
            <translation>位置 {position}，{token}；下一个：{true}</translation>
        </message>
        <message>
            <source>Position {position}, {token}; true: {true}</source>
            <translation>位置 {position}，{token}；真实：{true}</translation>
        </message>
        <message>
            <source>True token: rank {rank}, {probability}</source>
            <translation>真实词元：排名 {rank}，{probability}</translation>
        </message>
        <message>
            <source>Entropy {entropy} nats, KL {kl} nats</source>
            <translation>熵 {entropy} nat，KL {kl} nat</translation>
        </message>
    </context>
    <context>
        <name>LensChangesTable</name>
        <message>
            <source>Strongest changes of the lens</source>
            <translation>透镜最强的变化</translation>
        </message>
        <message>
            <source>Click a change to go there</source>
            <translation>点一项变化即可转到那里</translation>
        </message>
        <message>
            <source>Reading</source>
            <translation>读取处</translation>
        </message>
        <message>
            <source>Where the residual stream is read</source>
            <translation>在何处读取残差流</translation>
        </message>
        <message>
            <source>Position</source>
            <translation>位置</translation>
        </message>
        <message>
            <source>The place in the text, from 0</source>
            <translation>在文本中的位置，从 0 起</translation>
        </message>
        <message>
            <source>True token</source>
            <translation>真实词元</translation>
        </message>
        <message>
            <source>The next token; for a BERT the position's own</source>
            <translation>下一个词元；对 BERT 是该位置自己的词元</translation>
        </message>
        <message>
            <source>From step</source>
            <translation>起始步</translation>
        </message>
        <message>
            <source>The checkpoint before the change</source>
            <translation>变化之前的检查点</translation>
        </message>
        <message>
            <source>To step</source>
            <translation>终止步</translation>
        </message>
        <message>
            <source>The checkpoint after the change</source>
            <translation>变化之后的检查点</translation>
        </message>
        <message>
            <source>Before</source>
            <translation>之前</translation>
        </message>
        <message>
            <source>The probability of the true token at the checkpoint before</source>
            <translation>真实词元在前一个检查点处的概率</translation>
        </message>
        <message>
            <source>After</source>
            <translation>之后</translation>
        </message>
        <message>
            <source>The probability of the true token at the checkpoint after it</source>
            <translation>真实词元在后一个检查点处的概率</translation>
        </message>
        <message>
            <source>Likeliest before</source>
            <translation>之前最可能的</translation>
        </message>
        <message>
            <source>The likeliest token at the checkpoint before</source>
            <translation>前一个检查点处最可能的词元</translation>
        </message>
        <message>
            <source>Likeliest after</source>
            <translation>之后最可能的</translation>
        </message>
        <message>
            <source>The likeliest token at the checkpoint after it</source>
            <translation>后一个检查点处最可能的词元</translation>
        </message>
    </context>
    <context>
        <name>LensDetails</name>
        <message>
            <source>Over the layers</source>
            <translation>随层变化</translation>
        </message>
        <message>
            <source>The ten likeliest</source>
            <translation>最可能的十个</translation>
        </message>
        <message>
            <source>q × k</source>
            <translation>q × k</translation>
        </message>
    </context>
    <context>
        <name>LensGrids</name>
        <message>
            <source>Colour by</source>
            <translation>着色依据</translation>
        </message>
        <message>
            <source>Bold: the likeliest token is the true one</source>
            <translation>粗体：最可能的词元就是真实词元</translation>
        </message>
    </context>
    <context>
        <name>LensPage</name>
        <message>
            <source>No lens was read. Tick “Lens” above to read it at every checkpoint.</source>
            <translation>没有读取透镜。选中上方的“透镜”，就会在每个检查点读取。</translation>
        </message>
        <message>
            <source>Colour by</source>
            <translation>着色依据</translation>
        </message>
        <message>
            <source>Lens at the checkpoint</source>
            <translation>该检查点处的透镜</translation>
        </message>
        <message>
            <source>Bold: the likeliest token is the true one</source>
            <translation>粗体：最可能的词元就是真实词元</translation>
        </message>
    </context>
    <context>
        <name>LensPanel</name>
        <message>
            <source>Lens</source>
            <translation>透镜</translation>
        </message>
        <message>
            <source>A text to look at</source>
            <translation>要查看的文本</translation>
        </message>
        <message>
            <source>Look</source>
            <translation>查看</translation>
        </message>
        <message>
            <source>Mask</source>
            <translation>掩盖</translation>
        </message>
        <message>
            <source>A BERT reads a mask in place of the chosen token; once more takes it away</source>
            <translation>BERT 在所选词元的位置读到掩码；再按一次则取消</translation>
        </message>
        <message>
            <source>How much has been computed</source>
            <translation>已计算的部分</translation>
        </message>
        <message>
            <source>Here you see what each layer of a model would predict if it were the last.</source>
            <translation>在这里可以看到：如果某一层是最后一层，模型会预测什么。</translation>
        </message>
        <message>
            <source>The two models read different tokens: their positions are not linked.</source>
            <translation>两个模型读到的词元不同：它们的位置互不关联。</translation>
        </message>
    </context>
    <context>
        <name>LineView</name>
        <message>
            <source>{token} looks at {others}</source>
            <translation>{token} 看 {others}</translation>
        </message>
        <message>
            <source>{token} is looked at by {others}</source>
            <translation>看 {token} 的有 {others}</translation>
        </message>
        <message>
            <source>The {count} strongest weights</source>
            <translation>最强的 {count} 个权重</translation>
        </message>
    </context>
    <context>
        <name>ListEditor</name>
        <message>
            <source>Add</source>
            <translation>添加</translation>
        </message>
        <message>
            <source>Add one more, like the present one</source>
            <translation>照当前这一项再添一项</translation>
        </message>
        <message>
            <source>Remove the present one</source>
            <translation>移除当前这一项</translation>
        </message>
    </context>
    <context>
        <name>Lists</name>
        <message>
            <source>, </source>
            <translation>、</translation>
        </message>
        <message>
            <source> · </source>
            <translation>，</translation>
        </message>
        <message>
            <source>; </source>
            <translation>；</translation>
        </message>
        <message>
            <source>{setting}: {what}</source>
            <translation>{setting}：{what}</translation>
        </message>
    </context>
    <context>
        <name>LogView</name>
        <message>
            <source>Show only lines with…</source>
            <translation>只显示含有…的行</translation>
        </message>
        <message>
            <source>Copy</source>
            <translation>复制</translation>
        </message>
        <message>
            <source>Clear</source>
            <translation>清空</translation>
        </message>
        <message>
            <source>Log</source>
            <translation>日志</translation>
        </message>
    </context>
    <context>
        <name>MadeModelDialog</name>
        <message>
            <source>Average of checkpoints</source>
            <translation>检查点平均</translation>
        </message>
        <message>
            <source>A model of its own</source>
            <translation>独立的模型</translation>
        </message>
        <message>
            <source>Make</source>
            <translation>建立</translation>
        </message>
        <message>
            <source>{name} average</source>
            <translation>{name} 平均</translation>
        </message>
        <message>
            <source>not measured</source>
            <translation>不测量</translation>
        </message>
        <message>
            <source>any</source>
            <translation>任意</translation>
        </message>
        <message>
            <source>, </source>
            <translation>、</translation>
        </message>
        <message>
            <source>Name</source>
            <translation>名称</translation>
        </message>
        <message>
            <source>Validation loss on</source>
            <translation>验证损失的语料</translation>
        </message>
        <message>
            <source>Only if no worse than</source>
            <translation>仅当不差于</translation>
        </message>
        <message>
            <source>Compared on</source>
            <translation>比较依据</translation>
        </message>
        <message>
            <source>Comparing…</source>
            <translation>正在比较…</translation>
        </message>
    </context>
    <context>
        <name>MainWindow</name>
        <message>
            <source>Quit</source>
            <translation>退出</translation>
        </message>
        <message>
            <source>Find an action…</source>
            <translation>查找操作…</translation>
        </message>
        <message>
            <source>Show the last message again</source>
            <translation>再次显示上一条消息</translation>
        </message>
        <message>
            <source>Reset layout</source>
            <translation>重置布局</translation>
        </message>
        <message>
            <source>Help</source>
            <translation>帮助</translation>
        </message>
        <message>
            <source>About</source>
            <translation>关于</translation>
        </message>
        <message>
            <source>Go to {workspace}</source>
            <translation>转到{workspace}</translation>
        </message>
        <message>
            <source>Theme of the system</source>
            <translation>跟随系统主题</translation>
        </message>
        <message>
            <source>Light theme</source>
            <translation>浅色主题</translation>
        </message>
        <message>
            <source>Dark theme</source>
            <translation>深色主题</translation>
        </message>
        <message>
            <source>Notify on the desktop: always</source>
            <translation>桌面通知：总是</translation>
        </message>
        <message>
            <source>Notify on the desktop: while another window is in front</source>
            <translation>桌面通知：其他窗口在前面时</translation>
        </message>
        <message>
            <source>Notify on the desktop: never</source>
            <translation>桌面通知：从不</translation>
        </message>
        <message>
            <source>No font for {language} was found; install one (on Debian: {command})</source>
            <translation>没有找到可显示{language}的字体；请安装一个（在 Debian 上：{command}）</translation>
        </message>
        <message>
            <source>Distill Workbench</source>
            <translation>Distill Workbench</translation>
        </message>
        <message>
            <source> (in use elsewhere too)</source>
            <translation>（别处也在使用）</translation>
        </message>
        <message>
            <source> (read-only)</source>
            <translation>（只读）</translation>
        </message>
        <message>
            <source>Distill Workbench trains a language model on your own text and distils it into a smaller one. Everything stays on this machine. Qt {version}.</source>
            <translation>Distill Workbench 用你自己的文本训练语言模型，再把它蒸馏成更小的模型。一切都留在这台电脑上。Qt {version}。</translation>
        </message>
    </context>
    <context>
        <name>MapControls</name>
        <message>
            <source>Pair</source>
            <translation>文本对</translation>
        </message>
        <message>
            <source>All</source>
            <translation>全部</translation>
        </message>
        <message>
            <source>From which text to which: the queries, then the keys</source>
            <translation>从哪段文本看哪段：先查询，后键</translation>
        </message>
        <message>
            <source>Whole words</source>
            <translation>整词</translation>
        </message>
        <message>
            <source>Pieces of a word as one: the sum over keys, the mean over queries</source>
            <translation>把一个词的子词合成一个：对键求和，对查询取平均</translation>
        </message>
        <message>
            <source>Hide</source>
            <translation>隐藏</translation>
        </message>
        <message>
            <source>Nothing</source>
            <translation>不隐藏</translation>
        </message>
        <message>
            <source>All tokens are shown</source>
            <translation>显示所有词元</translation>
        </message>
        <message>
            <source>First token</source>
            <translation>首个词元</translation>
        </message>
        <message>
            <source>Where idle heads look, which pales the rest</source>
            <translation>没事可做的头常看这里，使其余部分显得很淡</translation>
        </message>
        <message>
            <source>Special tokens</source>
            <translation>特殊词元</translation>
        </message>
        <message>
            <source>[CLS], [SEP], &lt;s&gt; and the like</source>
            <translation>[CLS]、[SEP]、&lt;s&gt; 之类</translation>
        </message>
        <message>
            <source>First and special</source>
            <translation>首个和特殊词元</translation>
        </message>
        <message>
            <source>Both</source>
            <translation>两者都隐藏</translation>
        </message>
        <message>
            <source>Renormalise</source>
            <translation>重新归一化</translation>
        </message>
        <message>
            <source>Divide each row by what is left of it, so that it adds up to 1 again; otherwise the weights that are left stay as they are</source>
            <translation>每行除以剩下的和，使它重新等于 1；否则留下的权重保持原样</translation>
        </message>
        <message>
            <source>Shown</source>
            <translation>显示</translation>
        </message>
        <message>
            <source>Chosen heads, mean</source>
            <translation>所选头的平均</translation>
        </message>
        <message>
            <source>Shift with a click adds a head</source>
            <translation>按住 Shift 再点可以加上一个头</translation>
        </message>
        <message>
            <source>Chosen heads, maximum</source>
            <translation>所选头的最大值</translation>
        </message>
        <message>
            <source>Layer, mean over heads</source>
            <translation>整层，各头平均</translation>
        </message>
        <message>
            <source>All heads of the chosen head's layer</source>
            <translation>所选头那一层的所有头</translation>
        </message>
        <message>
            <source>Layer, maximum over heads</source>
            <translation>整层，各头最大值</translation>
        </message>
        <message>
            <source>All layers, mean</source>
            <translation>所有层的平均</translation>
        </message>
        <message>
            <source>All heads of all layers</source>
            <translation>所有层的所有头</translation>
        </message>
        <message>
            <source>All layers, maximum</source>
            <translation>所有层的最大值</translation>
        </message>
        <message>
            <source>Rollout</source>
            <translation>Rollout</translation>
        </message>
        <message>
            <source>Attention through the layers up to the chosen head's, with their residual connections (Abnar and Zuidema 2020). In models that read from left to right it drifts to the first tokens.</source>
            <translation>到所选头那一层为止，穿过各层及其残差连接的注意力（Abnar 和 Zuidema，2020）。在从左到右阅读的模型里，它会偏向开头的词元。</translation>
        </message>
        <message>
            <source>Weights</source>
            <translation>权重</translation>
        </message>
        <message>
            <source>As they are</source>
            <translation>原样</translation>
        </message>
        <message>
            <source>Rows add up to 1</source>
            <translation>每行之和为 1</translation>
        </message>
        <message>
            <source>× size of the value</source>
            <translation>× 值的大小</translation>
        </message>
        <message>
            <source>A weight on a small value moves little (Kobayashi and others 2020)</source>
            <translation>值很小时，权重再大也带不来多少（Kobayashi 等，2020）</translation>
        </message>
        <message>
            <source>× size of the output</source>
            <translation>× 输出的大小</translation>
        </message>
        <message>
            <source>The value as the head's part of the output matrix passes it on</source>
            <translation>值经过该头那部分输出矩阵之后的大小</translation>
        </message>
        <message>
            <source>Threshold</source>
            <translation>阈值</translation>
        </message>
        <message>
            <source>None</source>
            <translation>无</translation>
        </message>
        <message>
            <source>All weights are shown</source>
            <translation>显示所有权重</translation>
        </message>
        <message>
            <source>By value</source>
            <translation>按值</translation>
        </message>
        <message>
            <source>Weights below it are shown as 0</source>
            <translation>低于它的权重显示为 0</translation>
        </message>
        <message>
            <source>By mass</source>
            <translation>按份额</translation>
        </message>
        <message>
            <source>Of each row the largest weights that make up this share of it</source>
            <translation>每行中合起来占到这个份额的最大的那些权重</translation>
        </message>
        <message>
            <source>Threshold's value</source>
            <translation>阈值的大小</translation>
        </message>
    </context>
    <context>
        <name>MapWords</name>
        <message>
            <source>query: the token that looks</source>
            <translation>查询：正在看的词元</translation>
        </message>
        <message>
            <source>key: what it looks at</source>
            <translation>键：被看的词元</translation>
        </message>
        <message>
            <source>{model}, step {step}</source>
            <translation>{model}，第 {step} 步</translation>
        </message>
        <message>
            <source>mean of {heads}</source>
            <translation>{heads} 的平均</translation>
        </message>
        <message>
            <source>maximum of {heads}</source>
            <translation>{heads} 的最大值</translation>
        </message>
        <message>
            <source>{layer}, mean over heads</source>
            <translation>{layer}，各头平均</translation>
        </message>
        <message>
            <source>{layer}, maximum over heads</source>
            <translation>{layer}，各头最大值</translation>
        </message>
        <message>
            <source>mean over all layers</source>
            <translation>所有层的平均</translation>
        </message>
        <message>
            <source>maximum over all layers</source>
            <translation>所有层的最大值</translation>
        </message>
        <message>
            <source>rollout up to {layer}</source>
            <translation>到 {layer} 为止的 rollout</translation>
        </message>
        <message>
            <source>weight × size of the value</source>
            <translation>权重 × 值的大小</translation>
        </message>
        <message>
            <source>weight × size of the output</source>
            <translation>权重 × 输出的大小</translation>
        </message>
        <message>
            <source>without the first token</source>
            <translation>不含首个词元</translation>
        </message>
        <message>
            <source>without special tokens</source>
            <translation>不含特殊词元</translation>
        </message>
        <message>
            <source>without the first token and special tokens</source>
            <translation>不含首个词元和特殊词元</translation>
        </message>
        <message>
            <source>renormalised</source>
            <translation>已重新归一化</translation>
        </message>
        <message>
            <source>not renormalised</source>
            <translation>未重新归一化</translation>
        </message>
        <message>
            <source>weights below {least} as 0</source>
            <translation>低于 {least} 的权重记为 0</translation>
        </message>
        <message>
            <source>the largest {mass} of each row</source>
            <translation>每行最大的 {mass}</translation>
        </message>
        <message>
            <source>whole words</source>
            <translation>整词</translation>
        </message>
    </context>
    <context>
        <name>MarksMenu</name>
        <message>
            <source>Notes</source>
            <translation>备注</translation>
        </message>
        <message>
            <source>Marks</source>
            <translation>标记</translation>
        </message>
        <message>
            <source>Show or hide what happened at the steps of a run</source>
            <translation>显示或隐藏运行各步发生的事</translation>
        </message>
    </context>
    <context>
        <name>MatrixView</name>
        <message>
            <source>CKA of hidden states</source>
            <translation>隐藏状态的 CKA</translation>
        </message>
        <message>
            <source>Linear CKA by the unbiased estimator (Song 2012, Nguyen 2021)</source>
            <translation>线性 CKA，无偏估计（Song 2012，Nguyen 2021）</translation>
        </message>
        <message>
            <source>CKA, plain</source>
            <translation>CKA，普通估计</translation>
        </message>
        <message>
            <source>Linear CKA as Kornblith 2019: too high for texts with few tokens</source>
            <translation>Kornblith 2019 的线性 CKA：词元少的文本会偏高</translation>
        </message>
        <message>
            <source>Divergence of attention</source>
            <translation>注意力的散度</translation>
        </message>
        <message>
            <source>Jensen-Shannon divergence of the matched heads, the mean, in nats</source>
            <translation>配对的头之间 Jensen-Shannon 散度的平均值，单位 nat</translation>
        </message>
        <message>
            <source>By measure</source>
            <translation>按指标</translation>
        </message>
        <message>
            <source>teacher</source>
            <translation>教师</translation>
        </message>
        <message>
            <source>student</source>
            <translation>学生</translation>
        </message>
        <message>
            <source>embeddings</source>
            <translation>嵌入</translation>
        </message>
        <message>
            <source>{count} tokens</source>
            <translation>{count} 个词元</translation>
        </message>
        <message>
            <source>{count} passages</source>
            <translation>{count} 段</translation>
        </message>
        <message>
            <source>attention of {queries} of them, evenly spread</source>
            <translation>注意力取其中均匀分布的 {queries} 个</translation>
        </message>
        <message>
            <source>{count} more at the ends not read</source>
            <translation>末尾另有 {count} 个没有读取</translation>
        </message>
        <message>
            <source>{count} passages too short</source>
            <translation>{count} 段太短</translation>
        </message>
        <message>
            <source>Line: the student's own layer map; dashes: the best match of heads.</source>
            <translation>实线：学生自己的层映射；虚线：头的最佳配对。</translation>
        </message>
        <message>
            <source>Line: a uniform layer map; dashes: the best match of heads.</source>
            <translation>实线：均匀的层映射；虚线：头的最佳配对。</translation>
        </message>
        <message>
            <source>teacher {row}, student {column}: {value}</source>
            <translation>教师 {row}，学生 {column}：{value}</translation>
        </message>
    </context>
    <context>
        <name>MeasureNames</name>
        <message>
            <source>Entropy, of the most</source>
            <translation>熵（占最大值）</translation>
        </message>
        <message>
            <source>How widely the head looks, as a share of the widest that each row could</source>
            <translation>头看得有多散，占每行可能的最大值的比例</translation>
        </message>
        <message>
            <source>Attention on itself</source>
            <translation>对自身的注意力</translation>
        </message>
        <message>
            <source>The share on the query itself</source>
            <translation>落在查询自身上的占比</translation>
        </message>
        <message>
            <source>Attention on the token before</source>
            <translation>对前一个词元的注意力</translation>
        </message>
        <message>
            <source>The share on the token before the query</source>
            <translation>落在查询前一个词元上的占比</translation>
        </message>
        <message>
            <source>Attention on the token after</source>
            <translation>对后一个词元的注意力</translation>
        </message>
        <message>
            <source>The share on the token behind the query</source>
            <translation>落在查询后一个词元上的占比</translation>
        </message>
        <message>
            <source>Attention on the first token</source>
            <translation>对首个词元的注意力</translation>
        </message>
        <message>
            <source>The share on the first token of the text</source>
            <translation>落在文本首个词元上的占比</translation>
        </message>
        <message>
            <source>Attention on special tokens</source>
            <translation>对特殊词元的注意力</translation>
        </message>
        <message>
            <source>The share on [CLS], &lt;s&gt; and the like</source>
            <translation>落在 [CLS]、&lt;s&gt; 等词元上的占比</translation>
        </message>
        <message>
            <source>Entropy, nats</source>
            <translation>熵，nat</translation>
        </message>
        <message>
            <source>How widely the head looks, in nats</source>
            <translation>头看得有多散，单位 nat</translation>
        </message>
        <message>
            <source>Distance, tokens</source>
            <translation>距离，词元</translation>
        </message>
        <message>
            <source>How far off the head looks, in tokens</source>
            <translation>头看得有多远，以词元计</translation>
        </message>
        <message>
            <source>Divergence from the teacher, nats</source>
            <translation>与教师的散度，nat</translation>
        </message>
        <message>
            <source>Jensen-Shannon divergence of the matched heads of each pair of layers, mean</source>
            <translation>每对层中配对的头之间 Jensen-Shannon 散度的平均值</translation>
        </message>
        <message>
            <source>CKA with the teacher</source>
            <translation>与教师的 CKA</translation>
        </message>
        <message>
            <source>Linear CKA, unbiased, of what both blocks of each pair of layers give</source>
            <translation>每对层的两个块的输出之间的线性 CKA，无偏估计</translation>
        </message>
        <message>
            <source>KL from the teacher, nats</source>
            <translation>与教师的 KL，nat</translation>
        </message>
        <message>
            <source>KL(teacher ‖ student) of the outputs, the mean</source>
            <translation>输出的 KL(教师 ‖ 学生)，取平均</translation>
        </message>
        <message>
            <source>Loss on the text, nats</source>
            <translation>文本上的损失，nat</translation>
        </message>
        <message>
            <source>Of the text's own tokens, per token</source>
            <translation>对文本自身的词元，每个词元平均</translation>
        </message>
    </context>
    <context>
        <name>MeasurePlot</name>
        <message>
            <source>Across</source>
            <translation>横轴</translation>
        </message>
        <message>
            <source>Upwards</source>
            <translation>纵轴</translation>
        </message>
        <message>
            <source>layer</source>
            <translation>层</translation>
        </message>
        <message>
            <source>{y} against {x}</source>
            <translation>{y} 对 {x}</translation>
        </message>
        <message>
            <source>{count} heads have no value of one of the two.</source>
            <translation>{count} 个头缺少其中一项的数值。</translation>
        </message>
    </context>
    <context>
        <name>MeasureSettings</name>
        <message>
            <source>The text</source>
            <translation>这段文本</translation>
        </message>
        <message>
            <source>Corpus {name}</source>
            <translation>语料 {name}</translation>
        </message>
        <message>
            <source>Read</source>
            <translation>读取</translation>
        </message>
        <message>
            <source>Passages</source>
            <translation>段落数</translation>
        </message>
        <message>
            <source>Tokens each</source>
            <translation>每段词元数</translation>
        </message>
        <message>
            <source>Of a corpus, the beginning of its validation part, which nobody trained on</source>
            <translation>语料取其验证部分的开头，没有模型在那里训练过</translation>
        </message>
        <message>
            <source>Each measure is the mean over so many passages</source>
            <translation>每项指标都是这么多段落的平均</translation>
        </message>
        <message>
            <source>At most as many as the model reads at once</source>
            <translation>最多为模型一次能读的数量</translation>
        </message>
    </context>
    <context>
        <name>MeasuringStatus</name>
        <message>
            <source>Loading the model…</source>
            <translation>正在加载模型…</translation>
        </message>
        <message>
            <source>Attention: {done} of {total} passages read</source>
            <translation>注意力：已读 {done} / {total} 段</translation>
        </message>
        <message>
            <source>Ablation: {done} of {total} passages read, each once a head</source>
            <translation>消融：已读 {done} / {total} 段，每个头各读一遍</translation>
        </message>
        <message>
            <source>Induction: random tokens are read</source>
            <translation>归纳：正在读随机词元</translation>
        </message>
        <message>
            <source>Copying: the circuits are computed</source>
            <translation>复制：正在计算各个回路</translation>
        </message>
        <message>
            <source>Measures every head: entropy, distance, where it looks, and what it does to the loss. 100 passages take a small model a minute or less; ablation takes much longer.</source>
            <translation>测量每个头：熵、距离、看向哪里，以及对损失的影响。小模型读 100 段需要一分钟或更少；消融要久得多。</translation>
        </message>
        <message>
            <source>{model}, step {step}</source>
            <translation>{model}，第 {step} 步</translation>
        </message>
        <message>
            <source>passages: {count}, tokens each: {tokens}</source>
            <translation>段落数：{count}，每段词元数：{tokens}</translation>
        </message>
        <message>
            <source>teacher {model}</source>
            <translation>教师 {model}</translation>
        </message>
        <message>
            <source>loss {loss} nats per token</source>
            <translation>损失 {loss} nat/词元</translation>
        </message>
    </context>
    <context>
        <name>MenuBar</name>
        <message>
            <source>&amp;Project</source>
            <translation>项目(&amp;P)</translation>
        </message>
        <message>
            <source>&amp;Run</source>
            <translation>运行(&amp;R)</translation>
        </message>
        <message>
            <source>&amp;Help</source>
            <translation>帮助(&amp;H)</translation>
        </message>
        <message>
            <source>Recent</source>
            <translation>最近打开</translation>
        </message>
        <message>
            <source>&amp;View</source>
            <translation>视图(&amp;V)</translation>
        </message>
        <message>
            <source>Panels</source>
            <translation>面板</translation>
        </message>
        <message>
            <source>Theme</source>
            <translation>主题</translation>
        </message>
        <message>
            <source>Notifications</source>
            <translation>通知</translation>
        </message>
        <message>
            <source>Language</source>
            <translation>语言</translation>
        </message>
    </context>
    <context>
        <name>MessageBar</name>
        <message>
            <source>Copy details</source>
            <translation>复制详情</translation>
        </message>
        <message>
            <source>Dismiss</source>
            <translation>关闭</translation>
        </message>
    </context>
    <context>
        <name>Messages</name>
        <message>
            <source>Something went wrong: {reason}</source>
            <translation>出了问题：{reason}</translation>
        </message>
    </context>
    <context>
        <name>MinimalPairs</name>
        <message>
            <source>All</source>
            <translation>全部</translation>
        </message>
        <message>
            <source>Subject and verb</source>
            <translation>主谓一致</translation>
        </message>
        <message>
            <source>this or these</source>
            <translation>this 或 these</translation>
        </message>
        <message>
            <source>a or an</source>
            <translation>a 或 an</translation>
        </message>
        <message>
            <source>Brackets closed</source>
            <translation>括号关闭</translation>
        </message>
        <message>
            <source>Quotation marks closed</source>
            <translation>引号关闭</translation>
        </message>
        <message>
            <source>Order of words</source>
            <translation>词序</translation>
        </message>
        <message>
            <source>Names kept</source>
            <translation>名字保持</translation>
        </message>
    </context>
    <context>
        <name>Missing</name>
        <message>
            <source>Models are trained in a project: a folder that keeps them.</source>
            <translation>模型在项目中训练；项目就是保存它们的文件夹。</translation>
        </message>
        <message>
            <source>Open or create a project</source>
            <translation>打开或新建项目</translation>
        </message>
        <message>
            <source>A model learns from text: add a corpus first.</source>
            <translation>模型从文本中学习：请先添加语料。</translation>
        </message>
        <message>
            <source>Add a corpus</source>
            <translation>添加语料</translation>
        </message>
        <message>
            <source>A tokenizer cuts the text into pieces: train one first.</source>
            <translation>分词器把文本切成子词：请先训练一个。</translation>
        </message>
        <message>
            <source>Train a tokenizer</source>
            <translation>训练分词器</translation>
        </message>
        <message>
            <source>Fine-tuning goes on with a model: train one, or import one from elsewhere.</source>
            <translation>微调要从一个模型开始：先训练一个，或从别处导入一个。</translation>
        </message>
        <message>
            <source>Train a model</source>
            <translation>训练模型</translation>
        </message>
    </context>
    <context>
        <name>ModelDrawing</name>
        <message>
            <source>{title}: {count} parameters</source>
            <translation>{title}：{count} 个参数</translation>
        </message>
        <message>
            <source>A residual connection: what the parts made is added to what they have read.</source>
            <translation>残差连接：各部件的输出与它们的输入相加。</translation>
        </message>
        <message>
            <source>× {times} layers: {count}</source>
            <translation>× {times} 层：{count}</translation>
        </message>
        <message>
            <source>tied</source>
            <translation>共享</translation>
        </message>
        <message>
            <source>shared with the token embedding</source>
            <translation>与词元嵌入共享</translation>
        </message>
        <message>
            <source>Embeddings</source>
            <translation>嵌入</translation>
        </message>
        <message>
            <source>Attention</source>
            <translation>注意力</translation>
        </message>
        <message>
            <source>Feed-forward</source>
            <translation>前馈</translation>
        </message>
        <message>
            <source>Norms</source>
            <translation>归一化</translation>
        </message>
        <message>
            <source>Output heads</source>
            <translation>输出头</translation>
        </message>
        <message>
            <source>Token embedding</source>
            <translation>词元嵌入</translation>
        </message>
        <message>
            <source>Position embedding</source>
            <translation>位置嵌入</translation>
        </message>
        <message>
            <source>Segment embedding</source>
            <translation>段落嵌入</translation>
        </message>
        <message>
            <source>Norm</source>
            <translation>归一化</translation>
        </message>
        <message>
            <source>Norms of queries and keys</source>
            <translation>查询和键的归一化</translation>
        </message>
        <message>
            <source>Pooler</source>
            <translation>池化层</translation>
        </message>
        <message>
            <source>Next-sentence head</source>
            <translation>下一句预测头</translation>
        </message>
        <message>
            <source>Masked-token head</source>
            <translation>掩码预测头</translation>
        </message>
        <message>
            <source>Output layer</source>
            <translation>输出层</translation>
        </message>
        <message>
            <source>One row of numbers for each piece of the vocabulary.</source>
            <translation>词表中每个子词对应一行数。</translation>
        </message>
        <message>
            <source>One row for each place in the context, added to the token's.</source>
            <translation>上下文中每个位置对应一行，与词元的那一行相加。</translation>
        </message>
        <message>
            <source>Tells the first sentence from the second.</source>
            <translation>区分第一句和第二句。</translation>
        </message>
        <message>
            <source>Brings each token's numbers to the same scale.</source>
            <translation>把每个词元的数值调整到同一尺度。</translation>
        </message>
        <message>
            <source>Brings each head's queries and keys to the same scale.</source>
            <translation>把每个注意力头的查询和键调到同一尺度。</translation>
        </message>
        <message>
            <source>Each token gathers from the others: queries, keys, values, and the way out.</source>
            <translation>每个词元从其他词元收集信息：查询、键、值以及输出投影。</translation>
        </message>
        <message>
            <source>Each token by itself goes through a wider layer and back.</source>
            <translation>每个词元各自经过一个更宽的层再返回。</translation>
        </message>
        <message>
            <source>Sums a text up from its first token.</source>
            <translation>由第一个词元概括整段文本。</translation>
        </message>
        <message>
            <source>Answers whether the second sentence follows the first.</source>
            <translation>判断第二句是否承接第一句。</translation>
        </message>
        <message>
            <source>Prepares a masked token's state for the output layer.</source>
            <translation>为输出层准备被掩码词元的状态。</translation>
        </message>
        <message>
            <source>Turns a state into a score for each piece of the vocabulary.</source>
            <translation>把状态变成词表中每个子词的得分。</translation>
        </message>
    </context>
    <context>
        <name>ModelDrawingPanel</name>
        <message>
            <source>Model</source>
            <translation>模型</translation>
        </message>
        <message>
            <source>Save the drawing…</source>
            <translation>保存图形…</translation>
        </message>
        <message>
            <source>Here you see the parts of the model that you set up, and their sizes.</source>
            <translation>这里显示你所设置的模型由哪些部分组成，以及各部分的大小。</translation>
        </message>
        <message>
            <source>Set up a model</source>
            <translation>设置模型</translation>
        </message>
        <message>
            <source>Teacher</source>
            <translation>教师</translation>
        </message>
        <message>
            <source>Student</source>
            <translation>学生</translation>
        </message>
        <message>
            <source>Save the drawing</source>
            <translation>保存图形</translation>
        </message>
    </context>
    <context>
        <name>ModelExport</name>
        <message>
            <source>As a Hugging Face folder…</source>
            <translation>导出为 Hugging Face 文件夹…</translation>
        </message>
        <message>
            <source>As ONNX…</source>
            <translation>导出为 ONNX…</translation>
        </message>
        <message>
            <source>As GGUF, for llama.cpp</source>
            <translation>导出为 GGUF，用于 llama.cpp</translation>
        </message>
        <message>
            <source>F32: weights as they are…</source>
            <translation>F32：权重保持原样…</translation>
        </message>
        <message>
            <source>F16: half the size…</source>
            <translation>F16：一半大小…</translation>
        </message>
        <message>
            <source>BF16: half the size, coarser, any range…</source>
            <translation>BF16：一半大小，较粗略，范围不限…</translation>
        </message>
        <message>
            <source>Q8_0: about a quarter of the size…</source>
            <translation>Q8_0：约四分之一大小…</translation>
        </message>
        <message>
            <source>Export {name} into</source>
            <translation>将 {name} 导出到</translation>
        </message>
        <message>
            <source>Exported to {folder}</source>
            <translation>已导出到 {folder}</translation>
        </message>
    </context>
    <context>
        <name>ModelImportAction</name>
        <message>
            <source>Import a model…</source>
            <translation>导入模型…</translation>
        </message>
        <message>
            <source>Import a GGUF file…</source>
            <translation>导入 GGUF 文件…</translation>
        </message>
        <message>
            <source>Import a model</source>
            <translation>导入模型</translation>
        </message>
        <message>
            <source>Import a GGUF file</source>
            <translation>导入 GGUF 文件</translation>
        </message>
        <message>
            <source>All files (*)</source>
            <translation>所有文件 (*)</translation>
        </message>
        <message>
            <source>Open a project first: it keeps the models that are imported.</source>
            <translation>请先打开一个项目：导入的模型保存在项目中。</translation>
        </message>
        <message>
            <source>The folder holds a LoRA adapter for {base}. Import that model first, and then the adapter.</source>
            <translation>该文件夹中是用于 {base} 的 LoRA 适配器。请先导入那个模型，再导入适配器。</translation>
        </message>
        <message>
            <source>Import a LoRA adapter</source>
            <translation>导入 LoRA 适配器</translation>
        </message>
        <message>
            <source>The adapter was made for {base}. Merge it into:</source>
            <translation>该适配器是为 {base} 制作的。合并到：</translation>
        </message>
    </context>
    <context>
        <name>ModelNeurons</name>
        <message>
            <source>Layer</source>
            <translation>层</translation>
        </message>
        <message>
            <source>Neuron</source>
            <translation>神经元</translation>
        </message>
        <message>
            <source>The chosen neuron: its tokens, activations and passages…</source>
            <translation>所选神经元：其词元、激活值与段落…</translation>
        </message>
        <message>
            <source>Tokens it promotes</source>
            <translation>它提升的词元</translation>
        </message>
        <message>
            <source>Strongest passages</source>
            <translation>最强的段落</translation>
        </message>
        <message>
            <source>{model}, step {step}</source>
            <translation>{model}，第 {step} 步</translation>
        </message>
    </context>
    <context>
        <name>ModelPicker</name>
        <message>
            <source>best (step {step})</source>
            <translation>最好（第 {step} 步）</translation>
        </message>
        <message>
            <source>last (step {step})</source>
            <translation>最后（第 {step} 步）</translation>
        </message>
        <message>
            <source>step {step}</source>
            <translation>第 {step} 步</translation>
        </message>
        <message>
            <source>{checkpoint}, score {score}</source>
            <translation>{checkpoint}，得分 {score}</translation>
        </message>
        <message>
            <source>{checkpoint}, loss {loss}</source>
            <translation>{checkpoint}，损失 {loss}</translation>
        </message>
        <message>
            <source>step {step} · {digest} · {parameters} parameters</source>
            <translation>第 {step} 步，{digest}，{parameters} 个参数</translation>
        </message>
        <message>
            <source>Choose a model</source>
            <translation>选择模型</translation>
        </message>
        <message>
            <source>Model</source>
            <translation>模型</translation>
        </message>
        <message>
            <source>Checkpoint</source>
            <translation>检查点</translation>
        </message>
        <message>
            <source>Digest of the weights: equal ones are equal</source>
            <translation>权重的摘要：摘要相同，权重就相同</translation>
        </message>
    </context>
    <context>
        <name>Models</name>
        <message>
            <source>damaged, or of a newer version</source>
            <translation>已损坏，或来自更新的版本</translation>
        </message>
        <message>
            <source>fills in masks and does not write</source>
            <translation>只填掩码，不写文本</translation>
        </message>
        <message>
            <source>writes on and has no mask to fill in</source>
            <translation>用于续写，没有可填补的掩码</translation>
        </message>
        <message>
            <source>tells classes and fills in no masks</source>
            <translation>用于分类，不填补掩码</translation>
        </message>
        <message>
            <source>is not of the teacher's kind and tokenizer</source>
            <translation>与教师的类型或分词器不同</translation>
        </message>
        <message>
            <source>is of another kind than the teacher</source>
            <translation>与教师不是同一类模型</translation>
        </message>
        <message>
            <source>has another tokenizer than the teacher</source>
            <translation>分词器与教师不同</translation>
        </message>
        <message>
            <source>Choose one or several models to compare</source>
            <translation>请选择要比较的一个或几个模型</translation>
        </message>
        <message>
            <source>A classifier predicts no text to compare</source>
            <translation>分类模型不预测文本，无法比较</translation>
        </message>
        <message>
            <source>One of them has saved no checkpoint</source>
            <translation>其中一个还没有保存检查点</translation>
        </message>
        <message>
            <source>Their losses cannot be compared: they read with different tokenizers</source>
            <translation>损失无法比较：它们使用的分词器不同</translation>
        </message>
    </context>
    <context>
        <name>ModelsPanel</name>
        <message>
            <source>Models</source>
            <translation>模型</translation>
        </message>
        <message>
            <source>Export</source>
            <translation>导出</translation>
        </message>
        <message>
            <source>The best checkpoint of the chosen model</source>
            <translation>所选模型的最佳检查点</translation>
        </message>
        <message>
            <source>Import a model…</source>
            <translation>导入模型…</translation>
        </message>
        <message>
            <source>From a folder that Hugging Face tools wrote: BERT, GPT-2, Llama, Qwen2</source>
            <translation>从 Hugging Face 工具写出的文件夹导入：BERT、GPT-2、Llama、Qwen2</translation>
        </message>
        <message>
            <source>Import a GGUF file…</source>
            <translation>导入 GGUF 文件…</translation>
        </message>
        <message>
            <source>From a file of llama.cpp's kind: Llama, Qwen2, GPT-2, rounded weights too</source>
            <translation>来自 llama.cpp 格式的文件：Llama、Qwen2、GPT-2，量化的权重也可以</translation>
        </message>
        <message>
            <source>A model appears here as soon as its training has saved a first checkpoint.</source>
            <translation>训练保存第一个检查点之后，模型就会出现在这里。</translation>
        </message>
        <message>
            <source>Name</source>
            <translation>名称</translation>
        </message>
        <message>
            <source>Double-click to rename it</source>
            <translation>双击可重命名</translation>
        </message>
        <message>
            <source>Family</source>
            <translation>架构</translation>
        </message>
        <message>
            <source>The architecture: GPT and Llama continue texts, BERT fills in masks</source>
            <translation>架构：GPT 和 Llama 续写文本，BERT 填充掩码</translation>
        </message>
        <message>
            <source>Task</source>
            <translation>任务</translation>
        </message>
        <message>
            <source>What a model was fine-tuned to do</source>
            <translation>模型经微调后做什么</translation>
        </message>
        <message>
            <source>Parameters</source>
            <translation>参数量</translation>
        </message>
        <message>
            <source>Numbers that training sets</source>
            <translation>由训练决定的数值个数</translation>
        </message>
        <message>
            <source>Tokenizer</source>
            <translation>分词器</translation>
        </message>
        <message>
            <source>What cuts the text into the tokens that the model reads</source>
            <translation>把文本切成模型所读词元的分词器</translation>
        </message>
        <message>
            <source>Checkpoints</source>
            <translation>检查点</translation>
        </message>
        <message>
            <source>States of the model that are saved</source>
            <translation>保存了多少个检查点</translation>
        </message>
        <message>
            <source>Best at step</source>
            <translation>最好的一步</translation>
        </message>
        <message>
            <source>The step of the checkpoint that was best in validation</source>
            <translation>验证结果最好的检查点在第几步</translation>
        </message>
        <message>
            <source>Best validation loss</source>
            <translation>最低验证损失</translation>
        </message>
        <message>
            <source>Nats per token, or per example of a classifier; lower is better</source>
            <translation>每词元 nat 数，分类模型则为每样本 nat 数；越低越好</translation>
        </message>
        <message>
            <source>Best score</source>
            <translation>最好得分</translation>
        </message>
        <message>
            <source>Accuracy or macro-F1 on the validation examples, higher is better</source>
            <translation>验证样本上的准确率或宏平均 F1，越高越好</translation>
        </message>
        <message>
            <source>tells {count} classes</source>
            <translation>区分 {count} 类</translation>
        </message>
        <message>
            <source>answers prompts</source>
            <translation>回答提示词</translation>
        </message>
    </context>
    <context>
        <name>MoreMenu</name>
        <message>
            <source>More</source>
            <translation>更多</translation>
        </message>
        <message>
            <source>Start detached</source>
            <translation>在独立进程中开始</translation>
        </message>
        <message>
            <source>As a process of its own that goes on when this window is closed</source>
            <translation>作为独立进程，关闭窗口后仍继续运行</translation>
        </message>
        <message>
            <source>Command for other machines…</source>
            <translation>用于其他机器的命令…</translation>
        </message>
        <message>
            <source>What to type there, so that several machines train this together</source>
            <translation>在那里输入什么，才能让多台机器一起训练它</translation>
        </message>
        <message>
            <source>Show the first batch…</source>
            <translation>显示第一个批次…</translation>
        </message>
        <message>
            <source>As the training will make it: what is learnt, masked, padding or cut</source>
            <translation>与训练时构造的完全一样：哪些被学习、被掩码、是填充或被截断</translation>
        </message>
        <message>
            <source>Load a spec file…</source>
            <translation>载入规格文件…</translation>
        </message>
        <message>
            <source>Save as a spec file…</source>
            <translation>存为规格文件…</translation>
        </message>
        <message>
            <source>Load a spec file</source>
            <translation>载入规格文件</translation>
        </message>
        <message>
            <source>Save as a spec file</source>
            <translation>存为规格文件</translation>
        </message>
    </context>
    <context>
        <name>NeighbourTable</name>
        <message>
            <source>Nearest pieces</source>
            <translation>最近的子词</translation>
        </message>
        <message>
            <source>Double-click a piece, or press Enter, to see its own nearest pieces</source>
            <translation>双击一个子词，或按回车键，看与它最近的子词</translation>
        </message>
        <message>
            <source>Click a piece on the map, or find one by its name.</source>
            <translation>点击图上的一个子词，或按写法查找。</translation>
        </message>
        <message>
            <source>Nearest to {piece} among {count} pieces, by cosine</source>
            <translation>{count} 个子词中按余弦与{piece}最近的</translation>
        </message>
        <message>
            <source>{shared} of {top} are the nearest in both models</source>
            <translation>前 {top} 个中有 {shared} 个在两个模型中都最近</translation>
        </message>
        <message>
            <source>; </source>
            <translation>；</translation>
        </message>
        <message>
            <source>{count} without a direction are left out</source>
            <translation>略去 {count} 个没有方向的子词</translation>
        </message>
        <message>
            <source>Piece</source>
            <translation>子词</translation>
        </message>
        <message>
            <source>⋅ is a space: such a piece begins a word</source>
            <translation>⋅ 是空格：这样的子词是词首</translation>
        </message>
        <message>
            <source>id {id}</source>
            <translation>编号 {id}</translation>
        </message>
        <message>
            <source>Frequency</source>
            <translation>频次</translation>
        </message>
        <message>
            <source>How often it occurs in the text the tokenizer was measured on</source>
            <translation>在测量分词器所用的文本中出现的次数</translation>
        </message>
        <message>
            <source>Cosine · {model}</source>
            <translation>{model} 的余弦</translation>
        </message>
        <message>
            <source>1: the same direction, 0: at right angles; – is not in this model</source>
            <translation>1 表示方向相同，0 表示垂直；– 表示这个模型没有该子词</translation>
        </message>
        <message>
            <source>Rank · {model}</source>
            <translation>{model} 的排名</translation>
        </message>
        <message>
            <source>1 is the nearest piece in this model</source>
            <translation>1 是这个模型中最近的子词</translation>
        </message>
    </context>
    <context>
        <name>NeuronPassagesPage</name>
        <message>
            <source>Corpus</source>
            <translation>语料</translation>
        </message>
        <message>
            <source>Tokens to read</source>
            <translation>读取词元数</translation>
        </message>
        <message>
            <source>Passages</source>
            <translation>段落数</translation>
        </message>
        <message>
            <source>Search</source>
            <translation>查找</translation>
        </message>
        <message>
            <source>Stop</source>
            <translation>停止</translation>
        </message>
        <message>
            <source>Passages where the neuron is strongest</source>
            <translation>该神经元最强的段落</translation>
        </message>
        <message>
            <source>Text</source>
            <translation>文本</translation>
        </message>
        <message>
            <source>The tokens around the strongest one</source>
            <translation>最强处周围的词元</translation>
        </message>
        <message>
            <source>Activation</source>
            <translation>激活函数</translation>
        </message>
        <message>
            <source>The strongest activation, by its size</source>
            <translation>绝对值最大的激活值</translation>
        </message>
        <message>
            <source>From token</source>
            <translation>起始词元</translation>
        </message>
        <message>
            <source>The place of the first token in the validation part, from 0</source>
            <translation>第一个词元在验证部分中的位置，从 0 数起</translation>
        </message>
        <message>
            <source>There is no corpus to search yet: add one in Data, under Corpora.</source>
            <translation>还没有可以搜索的语料：请在“数据”的“语料”里添加一份。</translation>
        </message>
        <message>
            <source>Reads the validation text, which nobody trained on, and lists the passages around the chosen neuron's strongest activations.</source>
            <translation>读没有用于训练的验证文本，列出所选神经元激活最强处周围的段落。</translation>
        </message>
        <message>
            <source>Neuron {neuron} of layer {layer}: {done} of {total} tokens read</source>
            <translation>第 {layer} 层的神经元 {neuron}：已读 {done} / {total} 个词元</translation>
        </message>
    </context>
    <context>
        <name>NeuronRow</name>
        <message>
            <source>Layer</source>
            <translation>层</translation>
        </message>
        <message>
            <source>Neuron</source>
            <translation>神经元</translation>
        </message>
        <message>
            <source>Scale</source>
            <translation>缩放</translation>
        </message>
        <message>
            <source>The layer, counted from 0</source>
            <translation>层，从 0 数起</translation>
        </message>
        <message>
            <source>The neuron of the feed-forward part, counted from 0</source>
            <translation>前馈部分的神经元，从 0 数起</translation>
        </message>
        <message>
            <source>What its activation is multiplied by: 0 switches it off</source>
            <translation>它的激活值乘以多少：0 表示关闭</translation>
        </message>
    </context>
    <context>
        <name>Neurons</name>
        <message>
            <source>Position {position}, {token}: {activation}</source>
            <translation>位置 {position}，{token}：{activation}</translation>
        </message>
        <message>
            <source>Add a neuron</source>
            <translation>添加神经元</translation>
        </message>
    </context>
    <context>
        <name>NeuronsPanel</name>
        <message>
            <source>Neurons</source>
            <translation>神经元</translation>
        </message>
        <message>
            <source>Student</source>
            <translation>学生</translation>
        </message>
        <message>
            <source>Show the student's neurons beside the teacher's</source>
            <translation>在教师的神经元旁边显示学生的</translation>
        </message>
        <message>
            <source>A text to look at</source>
            <translation>要查看的文本</translation>
        </message>
        <message>
            <source>Look</source>
            <translation>查看</translation>
        </message>
        <message>
            <source>Here you see what the neurons of the feed-forward layers respond to.</source>
            <translation>在这里可以看到前馈层的神经元对什么有反应。</translation>
        </message>
    </context>
    <context>
        <name>NewProjectDialog</name>
        <message>
            <source>New project</source>
            <translation>新建项目</translation>
        </message>
        <message>
            <source>Name</source>
            <translation>名称</translation>
        </message>
        <message>
            <source>Place</source>
            <translation>位置</translation>
        </message>
        <message>
            <source>My project</source>
            <translation>我的项目</translation>
        </message>
        <message>
            <source>Create</source>
            <translation>创建</translation>
        </message>
        <message>
            <source>Give it a name without slashes, and a folder to be in.</source>
            <translation>请给它一个不含斜杠的名字，以及一个所在的文件夹。</translation>
        </message>
        <message>
            <source>Makes the folder {folder}.</source>
            <translation>将新建文件夹 {folder}。</translation>
        </message>
        <message>
            <source>{folder} is a project already.</source>
            <translation>{folder} 已经是一个项目。</translation>
        </message>
        <message>
            <source>Open it</source>
            <translation>打开它</translation>
        </message>
        <message>
            <source>{folder} holds other files. They stay as they are; the project is made among them.</source>
            <translation>{folder} 里有别的文件。它们保持原样，项目建在它们之间。</translation>
        </message>
        <message>
            <source>Make it there</source>
            <translation>就建在那里</translation>
        </message>
        <message>
            <source>{folder} is a file.</source>
            <translation>{folder} 是一个文件。</translation>
        </message>
    </context>
    <context>
        <name>NextStep</name>
        <message>
            <source>Next: add a corpus</source>
            <translation>下一步：添加语料</translation>
        </message>
        <message>
            <source>Next: train a tokenizer</source>
            <translation>下一步：训练分词器</translation>
        </message>
        <message>
            <source>Next: train a teacher</source>
            <translation>下一步：训练教师</translation>
        </message>
        <message>
            <source>Next: distil a student</source>
            <translation>下一步：蒸馏学生</translation>
        </message>
        <message>
            <source>Next: compare in a report</source>
            <translation>下一步：在报告中比较</translation>
        </message>
        <message>
            <source>Next: let your models write</source>
            <translation>下一步：让模型写作</translation>
        </message>
    </context>
    <context>
        <name>NextTokenPanel</name>
        <message>
            <source>Next token</source>
            <translation>下一个词元</translation>
        </message>
        <message>
            <source>The beginning of a text</source>
            <translation>一段文字的开头</translation>
        </message>
        <message>
            <source>Prompt</source>
            <translation>提示词</translation>
        </message>
        <message>
            <source>To the prompt's end</source>
            <translation>到提示词末尾</translation>
        </message>
        <message>
            <source>Look at what may follow the prompt</source>
            <translation>查看提示词之后可能出现什么</translation>
        </message>
        <message>
            <source>Here you see why a token is taken: its candidates, and what temperature, filters and penalties make of them.</source>
            <translation>在这里可以看到为什么选中一个词元：有哪些候选，温度、过滤器和惩罚怎样改变它们。</translation>
        </message>
    </context>
    <context>
        <name>NoPanels</name>
        <message>
            <source>The panels of this workspace are closed, or in windows of their own. One comes back from the menu View, under Panels; all of them with this button.</source>
            <translation>此工作区的面板已关闭，或在各自的窗口里。在菜单“视图”的“面板”中可找回其中一个；按此按钮可全部找回。</translation>
        </message>
        <message>
            <source>Bring the panels back</source>
            <translation>找回面板</translation>
        </message>
    </context>
    <context>
        <name>NodeDetails</name>
        <message>
            <source>The text up to the chosen node</source>
            <translation>到所选节点为止的文字</translation>
        </message>
        <message>
            <source>Write on from here</source>
            <translation>从这里继续写</translation>
        </message>
        <message>
            <source>Look at this token</source>
            <translation>查看这个词元</translation>
        </message>
        <message>
            <source>Choose a node to read the whole text up to it.</source>
            <translation>选择一个节点，阅读到它为止的全部文字。</translation>
        </message>
        <message>
            <source>Writes one more text beside the others, with this beginning</source>
            <translation>以此为开头，在其他文字旁边再写一篇</translation>
        </message>
        <message>
            <source>Nothing goes on from here: choose a node that is not over</source>
            <translation>这里没有后续：请选择一个尚未结束的节点</translation>
        </message>
        <message>
            <source>Shows the token in the text that was written with it</source>
            <translation>在写出它的那篇文字中显示这个词元</translation>
        </message>
        <message>
            <source>No text in the panel Write has this token at this place</source>
            <translation>写作面板中没有哪篇文字在这个位置有这个词元</translation>
        </message>
    </context>
    <context>
        <name>Notifications</name>
        <message>
            <source>“{name}” is ready</source>
            <translation>“{name}”已完成</translation>
        </message>
        <message>
            <source>“{name}” failed</source>
            <translation>“{name}”失败</translation>
        </message>
        <message>
            <source>Alert: “{name}” is stopped</source>
            <translation>警报：“{name}”被停止</translation>
        </message>
        <message>
            <source>Alert: “{name}”</source>
            <translation>警报：“{name}”</translation>
        </message>
    </context>
    <context>
        <name>OtherBeams</name>
        <message>
            <source>The best texts that were written side by side; the score is the log-probability divided by the length to the power of the length penalty</source>
            <translation>同时写出的最好的几段文本；得分是对数概率除以长度的长度惩罚次方</translation>
        </message>
        <message>
            <source>text {number} · score {score}</source>
            <translation>文本 {number}，得分 {score}</translation>
        </message>
    </context>
    <context>
        <name>OutdatedMark</name>
        <message>
            <source>Refresh</source>
            <translation>刷新</translation>
        </message>
        <message>
            <source>Ask anew, with what is chosen now</source>
            <translation>按现在所选的重新计算</translation>
        </message>
        <message>
            <source>Nothing is computed unasked while a run is under way.</source>
            <translation>运行进行期间，不会自动计算。</translation>
        </message>
        <message>
            <source>These results are of other settings than those shown.</source>
            <translation>这些结果对应的不是现在显示的设置。</translation>
        </message>
        <message>
            <source>{model}, step {step}</source>
            <translation>{model}，第 {step} 步</translation>
        </message>
        <message>
            <source>These results are of “{text}” ({models}).</source>
            <translation>这些结果对应的是“{text}”（{models}）。</translation>
        </message>
    </context>
    <context>
        <name>Overview</name>
        <message>
            <source>the tiles follow: {done} of {total} layers</source>
            <translation>缩略图正在更新：{done}/{total} 层</translation>
        </message>
        <message>
            <source>Too many tokens for tiles of the largest {mass} of each row: all is shown</source>
            <translation>词元太多，缩略图不按每行最大的 {mass} 截取：全部显示</translation>
        </message>
        <message>
            <source>Each tile is a head by itself, whatever heads the map is made of</source>
            <translation>每张缩略图只是一个头，不管大图由哪些头合成</translation>
        </message>
    </context>
    <context>
        <name>PairOfModels</name>
        <message>
            <source>Teacher</source>
            <translation>教师</translation>
        </message>
        <message>
            <source>Student</source>
            <translation>学生</translation>
        </message>
    </context>
    <context>
        <name>PairScoresTable</name>
        <message>
            <source>Minimal pairs at each checkpoint</source>
            <translation>各检查点的最小对立对</translation>
        </message>
        <message>
            <source>Kind</source>
            <translation>种类</translation>
        </message>
        <message>
            <source>What is wrong in the second text</source>
            <translation>第二段文本错在哪里</translation>
        </message>
        <message>
            <source>Step</source>
            <translation>步</translation>
        </message>
        <message>
            <source>The checkpoint that is asked</source>
            <translation>被测的检查点</translation>
        </message>
        <message>
            <source>Pairs</source>
            <translation>对数</translation>
        </message>
        <message>
            <source>How many were found in the text and scored</source>
            <translation>在文本中找到并评分的数量</translation>
        </message>
        <message>
            <source>Right</source>
            <translation>正确</translation>
        </message>
        <message>
            <source>The share in which the text of the corpus is the likelier one</source>
            <translation>语料中的文本更可能的比例</translation>
        </message>
        <message>
            <source>95 % interval</source>
            <translation>95 % 区间</translation>
        </message>
        <message>
            <source>Where the share of more such pairs would lie (Wilson)</source>
            <translation>更多这样的对立对的比例会落在哪里（Wilson）</translation>
        </message>
        <message>
            <source>Wrong is longer</source>
            <translation>错误文本更长</translation>
        </message>
        <message>
            <source>Pairs whose wrong text has more tokens: that alone makes it less likely, also to an untrained model</source>
            <translation>错误文本的词元更多的对数：仅此一点就使它更不可能，对未训练的模型也是如此</translation>
        </message>
    </context>
    <context>
        <name>PairsCurves</name>
        <message>
            <source>Pairs that are right, by step (%)</source>
            <translation>各步判断正确的比例（%）</translation>
        </message>
        <message>
            <source>step</source>
            <translation>步</translation>
        </message>
        <message>
            <source>Right (%)</source>
            <translation>正确（%）</translation>
        </message>
        <message>
            <source>chance</source>
            <translation>猜测</translation>
        </message>
    </context>
    <context>
        <name>PairsDialog</name>
        <message>
            <source>Minimal pairs: {name}</source>
            <translation>最小对立对：{name}</translation>
        </message>
        <message>
            <source>Test</source>
            <translation>测试</translation>
        </message>
        <message>
            <source>Corpus</source>
            <translation>语料</translation>
        </message>
        <message>
            <source>Pairs of texts are made from the validation part: one as it stands there, and one in which a verb, an article, a bracket, a quotation mark, the order of words or a name is wrong. A model is right where it finds the first one likelier; half is chance.</source>
            <translation>从验证部分成对地生成文本：一段保持原样，另一段中动词、冠词、括号、引号、词序或名字有误。模型认为前者更可能即为正确；一半等于猜测。</translation>
        </message>
        <message>
            <source>Curves</source>
            <translation>曲线</translation>
        </message>
        <message>
            <source>Figures</source>
            <translation>数值</translation>
        </message>
        <message>
            <source>How the pairs were found</source>
            <translation>对立对的来源</translation>
        </message>
        <message>
            <source>All {count} documents of the validation part were read; of {cut} only the first {most} characters.</source>
            <translation>已读取验证部分的全部 {count} 篇文档；其中 {cut} 篇只读了前 {most} 个字符。</translation>
        </message>
        <message>
            <source>The first {count} documents of the validation part were read; of {cut} only the first {most} characters.</source>
            <translation>已读取验证部分的前 {count} 篇文档；其中 {cut} 篇只读了前 {most} 个字符。</translation>
        </message>
        <message>
            <source>Step {step}: {done} of {total} pairs</source>
            <translation>第 {step} 步：{done}/{total} 对</translation>
        </message>
    </context>
    <context>
        <name>PairsTable</name>
        <message>
            <source>Pairs of layers</source>
            <translation>层的配对</translation>
        </message>
        <message>
            <source>Click a pair to see its heads</source>
            <translation>点一对层即可查看它的头</translation>
        </message>
        <message>
            <source>Teacher</source>
            <translation>教师</translation>
        </message>
        <message>
            <source>The teacher's layer, counted from 0, from the embeddings upwards</source>
            <translation>教师的层，从 0 数起，从嵌入往上</translation>
        </message>
        <message>
            <source>Student</source>
            <translation>学生</translation>
        </message>
        <message>
            <source>The student's layer, counted from 0, from the embeddings upwards</source>
            <translation>学生的层，从 0 数起，从嵌入往上</translation>
        </message>
        <message>
            <source>CKA</source>
            <translation>CKA</translation>
        </message>
        <message>
            <source>Linear CKA of what both blocks give, unbiased: 1 for the same up to turning and scaling, about 0 for nothing in common</source>
            <translation>两个块的输出之间的线性 CKA，无偏估计：除旋转和缩放外相同则为 1，毫无共同之处则约为 0</translation>
        </message>
        <message>
            <source>Plain CKA</source>
            <translation>普通 CKA</translation>
        </message>
        <message>
            <source>The usual estimate, too high for texts with few tokens</source>
            <translation>通常的估计，词元少的文本会偏高</translation>
        </message>
        <message>
            <source>Divergence</source>
            <translation>散度</translation>
        </message>
        <message>
            <source>Jensen-Shannon divergence of the matched heads' attention, the mean, in nats; at most 0.693</source>
            <translation>配对的头的注意力之间 Jensen-Shannon 散度的平均值，单位 nat；最多 0.693</translation>
        </message>
        <message>
            <source>Layer map</source>
            <translation>层映射</translation>
        </message>
        <message>
            <source>Whether the layer map pairs these layers</source>
            <translation>层映射是否把这两层配对</translation>
        </message>
        <message>
            <source>Best match</source>
            <translation>最佳配对</translation>
        </message>
        <message>
            <source>Whether the assignment of least divergence pairs these layers</source>
            <translation>总散度最小的指派是否把这两层配对</translation>
        </message>
    </context>
    <context>
        <name>Pane</name>
        <message>
            <source>goes on from an edited text</source>
            <translation>从改过的文本续写</translation>
        </message>
        <message>
            <source>step {step} · {digest} · {strategy} · seed {seed}</source>
            <translation>第 {step} 步，{digest}，{strategy}，种子 {seed}</translation>
        </message>
        <message>
            <source>step {step} · {digest} · {strategy} · seed {seed} (kept)</source>
            <translation>第 {step} 步，{digest}，{strategy}，种子 {seed}（保留）</translation>
        </message>
        <message>
            <source>edited: Write on goes on from it</source>
            <translation>已改动：“续写”从这里写下去</translation>
        </message>
        <message>
            <source>goes on from 1 token</source>
            <translation>从 1 个词元续写</translation>
        </message>
        <message>
            <source>goes on from {count} tokens</source>
            <translation>从 {count} 个词元续写</translation>
        </message>
        <message>
            <source>branch of {strategy}, seed {seed}, at token {place}</source>
            <translation>{strategy}（种子 {seed}）在第 {place} 个词元处的分支</translation>
        </message>
        <message>
            <source>probability {probability}</source>
            <translation>概率 {probability}</translation>
        </message>
        <message>
            <source>rank {rank}</source>
            <translation>排名 {rank}</translation>
        </message>
        <message>
            <source>entropy {entropy} nats</source>
            <translation>熵 {entropy} nat</translation>
        </message>
        <message>
            <source>surprisal {surprisal} nats</source>
            <translation>惊异度 {surprisal} nat</translation>
        </message>
        <message>
            <source>id {id}</source>
            <translation>编号 {id}</translation>
        </message>
        <message>
            <source>drafted, and accepted</source>
            <translation>先起草，后被接受</translation>
        </message>
        <message>
            <source>Here the context was full: its beginning stays, and of the rest the latest part was read again</source>
            <translation>上下文在这里满了：开头保留，其余只重读最近的部分</translation>
        </message>
        <message>
            <source>Click it, and Next token shows why it was chosen</source>
            <translation>点击它，“下一个词元”会说明为什么选它</translation>
        </message>
    </context>
    <context>
        <name>PaneActions</name>
        <message>
            <source>Stop</source>
            <translation>停止</translation>
        </message>
        <message>
            <source>Keeps what is written so far</source>
            <translation>保留已经写出的部分</translation>
        </message>
        <message>
            <source>Again</source>
            <translation>重写</translation>
        </message>
        <message>
            <source>Write this text once more; the same seed writes the same</source>
            <translation>把这段文字再写一遍；种子相同，写出的也相同</translation>
        </message>
        <message>
            <source>Write on</source>
            <translation>续写</translation>
        </message>
        <message>
            <source>Goes on from where the text stands, or from what you have made of it</source>
            <translation>从文本现在的样子写下去，也可以先由你改过</translation>
        </message>
        <message>
            <source>Edit</source>
            <translation>编辑</translation>
        </message>
        <message>
            <source>Change the text anywhere; then let the model write on from it</source>
            <translation>在任意位置改动文本，再让模型从它写下去</translation>
        </message>
        <message>
            <source>Copy</source>
            <translation>复制</translation>
        </message>
        <message>
            <source>The prompt and the text</source>
            <translation>提示词和文本</translation>
        </message>
        <message>
            <source>More</source>
            <translation>更多</translation>
        </message>
        <message>
            <source>More that can be done with this text</source>
            <translation>对这段文本还能做的事</translation>
        </message>
        <message>
            <source>Back to the text of before</source>
            <translation>回到之前的文本</translation>
        </message>
        <message>
            <source>Forward again</source>
            <translation>再往前</translation>
        </message>
        <message>
            <source>Let all go on from this text</source>
            <translation>让所有格子都从这段文本续写</translation>
        </message>
        <message>
            <source>Take the answer into the chat</source>
            <translation>把回答收进对话</translation>
        </message>
        <message>
            <source>What you said and this answer become turns of the history</source>
            <translation>你的话和这个回答成为历史中的一轮</translation>
        </message>
        <message>
            <source>Surprisal and entropy as a curve</source>
            <translation>惊异度和熵的曲线</translation>
        </message>
        <message>
            <source>Keep this seed</source>
            <translation>保留这个种子</translation>
        </message>
        <message>
            <source>The next Write takes it for this cell again</source>
            <translation>下次书写时，这一格再用它</translation>
        </message>
    </context>
    <context>
        <name>PaneStatus</name>
        <message>
            <source>repeats itself</source>
            <translation>陷入重复</translation>
        </message>
        <message>
            <source>{count} tokens</source>
            <translation>{count} 个词元</translation>
        </message>
        <message>
            <source>1 token</source>
            <translation>1 个词元</translation>
        </message>
        <message>
            <source>{rate} tokens/s ★</source>
            <translation>{rate} 词元/秒 ★</translation>
        </message>
        <message>
            <source>{rate} tokens/s</source>
            <translation>{rate} 词元/秒</translation>
        </message>
        <message>
            <source>first after {delay} ms</source>
            <translation>首个词元 {delay} 毫秒</translation>
        </message>
        <message>
            <source>It repeats 1 token over and over</source>
            <translation>反复重复 1 个词元</translation>
        </message>
        <message>
            <source>It repeats {count} tokens over and over</source>
            <translation>反复重复 {count} 个词元</translation>
        </message>
        <message>
            <source>Tokens per second count from the first token, without reading the prompt; ★ is the fastest pane</source>
            <translation>每秒词元数从第一个词元算起，不含读提示词的时间；★ 是最快的一格</translation>
        </message>
        <message>
            <source>waiting</source>
            <translation>等待中</translation>
        </message>
        <message>
            <source>writing</source>
            <translation>正在写</translation>
        </message>
        <message>
            <source>stopped by you</source>
            <translation>由你停止</translation>
        </message>
        <message>
            <source>failed</source>
            <translation>失败</translation>
        </message>
        <message>
            <source>ended by the model</source>
            <translation>由模型结束</translation>
        </message>
        <message>
            <source>ended at “{text}”</source>
            <translation>遇到“{text}”而结束</translation>
        </message>
        <message>
            <source>complete</source>
            <translation>已完整</translation>
        </message>
        <message>
            <source>full length</source>
            <translation>达到长度上限</translation>
        </message>
    </context>
    <context>
        <name>PanelFrame</name>
        <message>
            <source>Copy details</source>
            <translation>复制详情</translation>
        </message>
        <message>
            <source>Dismiss</source>
            <translation>关闭</translation>
        </message>
        <message>
            <source>{done} of {total}…</source>
            <translation>已完成 {done}/{total}…</translation>
        </message>
        <message>
            <source>Computing…</source>
            <translation>正在计算…</translation>
        </message>
        <message>
            <source>Waiting for another computation…</source>
            <translation>正在等待另一项计算…</translation>
        </message>
    </context>
    <context>
        <name>PartsGrid</name>
        <message>
            <source>attention</source>
            <translation>注意力</translation>
        </message>
        <message>
            <source>feed-forward</source>
            <translation>前馈</translation>
        </message>
        <message>
            <source>Layers × heads: the scale of each part</source>
            <translation>层 × 头：每个部件的缩放</translation>
        </message>
        <message>
            <source>A click or the space bar switches a part off or on; the slider scales it</source>
            <translation>点击或按空格键可关闭或打开一个部件；滑块对它缩放</translation>
        </message>
        <message>
            <source>on</source>
            <translation>开</translation>
        </message>
        <message>
            <source>off</source>
            <translation>关</translation>
        </message>
    </context>
    <context>
        <name>PartsSide</name>
        <message>
            <source>What each part adds to the logit</source>
            <translation>每个部分为 logit 加了多少</translation>
        </message>
        <message>
            <source>{head}: what it adds, by the token that it takes it from</source>
            <translation>{head}：它加了多少，按来源词元显示</translation>
        </message>
        <message>
            <source>All heads: what they add, by the token that they take it from</source>
            <translation>所有头：它们加了多少，按来源词元显示</translation>
        </message>
    </context>
    <context>
        <name>PartsView</name>
        <message>
            <source>Show</source>
            <translation>显示</translation>
        </message>
        <message>
            <source>The strongest parts</source>
            <translation>最强的部分</translation>
        </message>
        <message>
            <source>The strongest heads</source>
            <translation>最强的头</translation>
        </message>
        <message>
            <source>By layer, heads summed</source>
            <translation>按层，各头求和</translation>
        </message>
        <message>
            <source>All, in the model's order</source>
            <translation>全部，按模型中的顺序</translation>
        </message>
    </context>
    <context>
        <name>PassageButton</name>
        <message>
            <source>Passage…</source>
            <translation>段落…</translation>
        </message>
        <message>
            <source>Take a passage of the validation text of the corpus the model was trained on</source>
            <translation>从模型训练所用语料的验证文本中取一段</translation>
        </message>
        <message>
            <source>{corpus}, document {number}: {text}</source>
            <translation>{corpus}，第 {number} 篇文档：{text}</translation>
        </message>
        <message>
            <source>Another at random</source>
            <translation>随机另取一段</translation>
        </message>
    </context>
    <context>
        <name>PatchMaps</name>
        <message>
            <source>head</source>
            <translation>头</translation>
        </message>
        <message>
            <source>position</source>
            <translation>位置</translation>
        </message>
        <message>
            <source>layer</source>
            <translation>层</translation>
        </message>
        <message>
            <source>final</source>
            <translation>最终</translation>
        </message>
        <message>
            <source>{token} (position {number})</source>
            <translation>{token}（位置 {number}）</translation>
        </message>
        <message>
            <source>{layer}, {where}: {value} recovered</source>
            <translation>{layer}，{where}：恢复 {value}</translation>
        </message>
    </context>
    <context>
        <name>PatchQuestion</name>
        <message>
            <source>Patch</source>
            <translation>修补</translation>
        </message>
        <message>
            <source>one text's run with another's</source>
            <translation>用一段文本的运行修补另一段的</translation>
        </message>
        <message>
            <source>a student's run with its teacher's</source>
            <translation>用教师的运行修补学生的</translation>
        </message>
        <message>
            <source>Student</source>
            <translation>学生</translation>
        </message>
        <message>
            <source>Clean text</source>
            <translation>干净文本</translation>
        </message>
        <message>
            <source>Corrupted text</source>
            <translation>损坏文本</translation>
        </message>
        <message>
            <source>Target token</source>
            <translation>目标词元</translation>
        </message>
        <message>
            <source>Other token</source>
            <translation>另一词元</translation>
        </message>
        <message>
            <source>Places</source>
            <translation>位点</translation>
        </message>
        <message>
            <source>A text; for a BERT, with a [MASK]</source>
            <translation>一段文本；对 BERT 要含有 [MASK]</translation>
        </message>
        <message>
            <source>The same with another word in one place, of as many tokens</source>
            <translation>同一段文本，某处换一个词，词元数相同</translation>
        </message>
        <message>
            <source>the likeliest of the clean run</source>
            <translation>干净运行中最可能的</translation>
        </message>
        <message>
            <source>the likeliest of the other</source>
            <translation>另一次运行中最可能的</translation>
        </message>
        <message>
            <source>The text of one token, or its number such as #17</source>
            <translation>一个词元的文本，或它的编号，例如 #17</translation>
        </message>
        <message>
            <source>Teacher</source>
            <translation>教师</translation>
        </message>
        <message>
            <source>Model</source>
            <translation>模型</translation>
        </message>
        <message>
            <source>What a head of the teacher's adds to the residual stream takes the place of what the student's head of the same number adds, in the layers that correspond</source>
            <translation>在对应的层上，用教师的注意力头加到残差流上的值代替学生同编号的头所加的值</translation>
        </message>
        <message>
            <source>{count} tokens</source>
            <translation>{count} 个词元</translation>
        </message>
        <message>
            <source>Clean text: {clean} tokens, corrupted text: {corrupted}.</source>
            <translation>干净文本：{clean} 个词元，损坏文本：{corrupted} 个。</translation>
        </message>
        <message>
            <source>Clean text: {clean} tokens, corrupted text: {corrupted}. They must be equally many.</source>
            <translation>干净文本：{clean} 个词元，损坏文本：{corrupted} 个。两者必须一样多。</translation>
        </message>
    </context>
    <context>
        <name>Patching</name>
        <message>
            <source>Residual stream</source>
            <translation>残差流</translation>
        </message>
        <message>
            <source>Attention output</source>
            <translation>注意力输出</translation>
        </message>
        <message>
            <source>Feed-forward output</source>
            <translation>前馈输出</translation>
        </message>
        <message>
            <source>Heads, at all positions</source>
            <translation>注意力头（所有位置）</translation>
        </message>
    </context>
    <context>
        <name>PatchingPanel</name>
        <message>
            <source>Patching</source>
            <translation>激活修补</translation>
        </message>
        <message>
            <source>Patch</source>
            <translation>修补</translation>
        </message>
        <message>
            <source>Put the clean run's activations into the corrupted run, one place at a time</source>
            <translation>把干净运行的激活值逐处放进损坏运行</translation>
        </message>
        <message>
            <source>Stop</source>
            <translation>停止</translation>
        </message>
        <message>
            <source>What was patched stays</source>
            <translation>已经修补的结果会保留</translation>
        </message>
        <message>
            <source>Here you put activations of one run into another, and see which of them bring its prediction back.</source>
            <translation>在这里把一次运行的激活值放进另一次运行，看其中哪些能恢复它的预测。</translation>
        </message>
        <message>
            <source>Two texts that differ in a word, and what of the clean text's run brings its prediction back in the other one's: 0 nothing, 1 all of the difference.</source>
            <translation>两段只差一个词的文本，以及干净文本运行中的哪些部分能在另一段中恢复它的预测：0 表示毫无恢复，1 表示恢复全部差异。</translation>
        </message>
        <message>
            <source>Logit of “{target}” less that of “{other}”, at position {position}: {clean} in the clean run, {corrupted} in the corrupted one. {done} of {total} patches.</source>
            <translation>位置 {position} 处“{target}”与“{other}”的 logit 之差：干净运行 {clean}，损坏运行 {corrupted}。已完成 {done}/{total} 次修补。</translation>
        </message>
    </context>
    <context>
        <name>PathEdit</name>
        <message>
            <source>Choose a folder</source>
            <translation>选择文件夹</translation>
        </message>
        <message>
            <source>Choose a file</source>
            <translation>选择文件</translation>
        </message>
        <message>
            <source>Browse…</source>
            <translation>浏览…</translation>
        </message>
    </context>
    <context>
        <name>PictureDialog</name>
        <message>
            <source>Save…</source>
            <translation>保存…</translation>
        </message>
        <message>
            <source>Copy</source>
            <translation>复制</translation>
        </message>
        <message>
            <source>Width</source>
            <translation>宽度</translation>
        </message>
        <message>
            <source>Height</source>
            <translation>高度</translation>
        </message>
        <message>
            <source>Picture for a paper</source>
            <translation>论文用图</translation>
        </message>
    </context>
    <context>
        <name>PiecesChoice</name>
        <message>
            <source>Pieces</source>
            <translation>子词</translation>
        </message>
        <message>
            <source>The most frequent</source>
            <translation>最常见的</translation>
        </message>
        <message>
            <source>Those named</source>
            <translation>指定的</translation>
        </message>
        <message>
            <source>Those of the text</source>
            <translation>文本中的</translation>
        </message>
        <message>
            <source>How many</source>
            <translation>多少个</translation>
        </message>
        <message>
            <source>So many of the most frequent pieces are on the map</source>
            <translation>图上显示这么多个最常见的子词</translation>
        </message>
        <message>
            <source>Pieces, with spaces between them</source>
            <translation>子词，以空格分隔</translation>
        </message>
        <message>
            <source>A text whose pieces are shown</source>
            <translation>显示这段文本的子词</translation>
        </message>
    </context>
    <context>
        <name>PlaceStrip</name>
        <message>
            <source>The place in the text</source>
            <translation>文本中的位置</translation>
        </message>
        <message>
            <source>Press Enter or “Look”: the end of the text is explained.</source>
            <translation>按回车键或“查看”：解释文本的末尾。</translation>
        </message>
        <message>
            <source>The class of the whole text is explained.</source>
            <translation>解释整篇文本的类别。</translation>
        </message>
        <message>
            <source>The token at place {place} is explained; click another one.</source>
            <translation>解释位置 {place} 上的词元；可以点击另一个。</translation>
        </message>
        <message>
            <source>The token behind place {place} is explained; click another one.</source>
            <translation>解释位置 {place} 之后的词元；可以点击另一个。</translation>
        </message>
    </context>
    <context>
        <name>PlotMenu</name>
        <message>
            <source>Curves</source>
            <translation>曲线</translation>
        </message>
        <message>
            <source>Add a formula…</source>
            <translation>添加公式…</translation>
        </message>
        <message>
            <source>Logarithmic axis</source>
            <translation>对数纵轴</translation>
        </message>
        <message>
            <source>Wide</source>
            <translation>占整行</translation>
        </message>
        <message>
            <source>Stacked, each part times its weight</source>
            <translation>堆叠，各部分乘以权重</translation>
        </message>
        <message>
            <source>Earlier</source>
            <translation>前移</translation>
        </message>
        <message>
            <source>Later</source>
            <translation>后移</translation>
        </message>
        <message>
            <source>Remove this plot</source>
            <translation>移除此图</translation>
        </message>
        <message>
            <source>Reset view</source>
            <translation>重置视图</translation>
        </message>
    </context>
    <context>
        <name>PowerLawView</name>
        <message>
            <source>Loss over</source>
            <translation>损失相对于</translation>
        </message>
        <message>
            <source>Parameters</source>
            <translation>参数量</translation>
        </message>
        <message>
            <source>Tokens</source>
            <translation>词元数</translation>
        </message>
        <message>
            <source>With a floor</source>
            <translation>带下限</translation>
        </message>
        <message>
            <source>Loss ≈ E + A × x^−a: E is what is left of the loss at any size</source>
            <translation>损失 ≈ E + A × x^−a：E 是无论多大都剩下的损失</translation>
        </message>
        <message>
            <source>Best validation loss</source>
            <translation>最佳验证损失</translation>
        </message>
    </context>
    <context>
        <name>PrecisionBox</name>
        <message>
            <source>Precision</source>
            <translation>精度</translation>
        </message>
        <message>
            <source>In how many bits the weights are read: fewer are faster and change the text; how much is said once something was written</source>
            <translation>权重以多少位读取：位数少更快，文本会有变化；变化多大，写出之后会说明</translation>
        </message>
    </context>
    <context>
        <name>PresetButton</name>
        <message>
            <source>Presets</source>
            <translation>预设</translation>
        </message>
        <message>
            <source>Strategies that you gave a name to, kept with the project</source>
            <translation>你命名过的策略，随项目保存</translation>
        </message>
        <message>
            <source>None yet</source>
            <translation>还没有</translation>
        </message>
        <message>
            <source>Keep this strategy as…</source>
            <translation>将此策略保存为…</translation>
        </message>
        <message>
            <source>Rename</source>
            <translation>改名</translation>
        </message>
        <message>
            <source>Delete</source>
            <translation>删除</translation>
        </message>
        <message>
            <source>Keep the strategy</source>
            <translation>保存策略</translation>
        </message>
        <message>
            <source>Its name:</source>
            <translation>名称：</translation>
        </message>
        <message>
            <source>Kept as “{name}”; `generate --strategy @{name}` writes with it too.</source>
            <translation>已保存为“{name}”；`generate --strategy @{name}` 也会用它写作。</translation>
        </message>
        <message>
            <source>Rename the preset</source>
            <translation>重命名预设</translation>
        </message>
        <message>
            <source>Delete the preset “{name}”?</source>
            <translation>删除预设“{name}”？</translation>
        </message>
        <message>
            <source>Texts that were written with it keep their settings.</source>
            <translation>用它写出的文本会保留其设置。</translation>
        </message>
    </context>
    <context>
        <name>ProbesPage</name>
        <message>
            <source>Answers to the probes at the checkpoint</source>
            <translation>该检查点对探针的回答</translation>
        </message>
        <message>
            <source>Step {step}</source>
            <translation>第 {step} 步</translation>
        </message>
        <message>
            <source>{sentence} – {loss} nats per token</source>
            <translation>{sentence} – 每词元 {loss} nat</translation>
        </message>
        <message>
            <source>Nothing was asked at this step. Probe prompts and sentences are set up under Loop before a run begins; they are answered at each evaluation.</source>
            <translation>这一步没有提问。探针提示词和句子在运行开始前于“循环”下设置，每次评估时回答。</translation>
        </message>
    </context>
    <context>
        <name>ProcessesBox</name>
        <message>
            <source>Processes</source>
            <translation>进程数</translation>
        </message>
        <message>
            <source>Several train one model together, as torchrun starts them: faster with a graphics card for each. On one processor it is rarely faster than the threads of one process.</source>
            <translation>多个进程由 torchrun 启动，一起训练一个模型：每个进程各有一块显卡时更快。在同一个处理器上，很少比单个进程的多线程更快。</translation>
        </message>
        <message>
            <source>Micro-batch {size}, accumulation {accumulation}: the same batch</source>
            <translation>微批 {size}，累积 {accumulation}：批次不变</translation>
        </message>
        <message>
            <source>Not yet: {count} processes cannot share out an accumulation of {accumulation} evenly.</source>
            <translation>还不行：{count} 个进程无法平均分担 {accumulation} 次累积。</translation>
        </message>
        <message>
            <source>They share out the {accumulation} micro-batches of a step, and go on when this window is closed. The estimate is for one process.</source>
            <translation>它们分担一步的 {accumulation} 个微批，关闭本窗口后会继续。估计值针对单个进程。</translation>
        </message>
        <message>
            <source>They are more than the cores of this machine, {cores}.</source>
            <translation>进程数超过了本机的核心数 {cores}。</translation>
        </message>
    </context>
    <context>
        <name>Projects</name>
        <message>
            <source>New project…</source>
            <translation>新建项目…</translation>
        </message>
        <message>
            <source>Open project…</source>
            <translation>打开项目…</translation>
        </message>
        <message>
            <source>“{name}” is no project, and holds other files. Make it one?</source>
            <translation>“{name}”不是项目，里面有别的文件。要把它变成项目吗？</translation>
        </message>
        <message>
            <source>The files stay as they are; the project's own are put beside them.</source>
            <translation>那些文件保持原样，项目自己的文件放在它们旁边。</translation>
        </message>
        <message>
            <source>Make it one</source>
            <translation>变成项目</translation>
        </message>
        <message>
            <source>Open project</source>
            <translation>打开项目</translation>
        </message>
    </context>
    <context>
        <name>PromotedTokens</name>
        <message>
            <source>Computing…</source>
            <translation>正在计算…</translation>
        </message>
        <message>
            <source>Promotes</source>
            <translation>提升</translation>
        </message>
        <message>
            <source>Suppresses</source>
            <translation>抑制</translation>
        </message>
        <message>
            <source>Choose a neuron.</source>
            <translation>请选择一个神经元。</translation>
        </message>
        <message>
            <source>What an activation of 1 adds to the logits, less their mean, where the final norm divides by 1. Below zero it is the other way round.</source>
            <translation>激活值为 1、最终归一化除以 1 时给 logits 加上的量，已减去平均。激活值小于零时正好相反。</translation>
        </message>
        <message>
            <source>The logits that the masked-token head gives to what the neuron adds, alone: the head is not linear, and the figures say an order, no more.</source>
            <translation>掩码预测头对该神经元单独加上的向量给出的 logits：该头不是线性的，这些数字只表示顺序。</translation>
        </message>
        <message>
            <source>Token</source>
            <translation>词元</translation>
        </message>
        <message>
            <source>Logit</source>
            <translation>Logit</translation>
        </message>
        <message>
            <source>What the neuron adds to the token's logit</source>
            <translation>该神经元给这个词元的 logit 加上的量</translation>
        </message>
    </context>
    <context>
        <name>PromotionQuestion</name>
        <message>
            <source>validation text</source>
            <translation>验证文本</translation>
        </message>
        <message>
            <source>minimal pairs</source>
            <translation>最小对立对</translation>
        </message>
        <message>
            <source>probe sentences</source>
            <translation>探针句子</translation>
        </message>
        <message>
            <source>Probe sentences, one a line</source>
            <translation>探针句子，每行一个</translation>
        </message>
    </context>
    <context>
        <name>PromotionView</name>
        <message>
            <source>Both models</source>
            <translation>两个模型</translation>
        </message>
        <message>
            <source>Comparing…</source>
            <translation>正在比较…</translation>
        </message>
        <message>
            <source>Measured on</source>
            <translation>测量于</translation>
        </message>
        <message>
            <source>Bits per byte: less is better. Minimal pairs: more is better</source>
            <translation>每字节比特数越少越好；最小对立对越多越好</translation>
        </message>
        <message>
            <source>Of</source>
            <translation>数量</translation>
        </message>
        <message>
            <source>How many documents, pairs or sentences</source>
            <translation>多少篇文档、多少对或多少个句子</translation>
        </message>
        <message>
            <source>The checkpoint that is to be a model</source>
            <translation>将成为模型的检查点</translation>
        </message>
        <message>
            <source>The present best model</source>
            <translation>目前最好的模型</translation>
        </message>
        <message>
            <source>Result</source>
            <translation>结果</translation>
        </message>
        <message>
            <source>not worse</source>
            <translation>不差</translation>
        </message>
        <message>
            <source>worse</source>
            <translation>更差</translation>
        </message>
        <message>
            <source>Of the checkpoint against the present best model</source>
            <translation>检查点与目前最好的模型相比</translation>
        </message>
    </context>
    <context>
        <name>PromptBox</name>
        <message>
            <source>Prompt</source>
            <translation>提示词</translation>
        </message>
        <message>
            <source>The beginning of a text</source>
            <translation>一段文字的开头</translation>
        </message>
        <message>
            <source>Earlier prompts</source>
            <translation>用过的提示词</translation>
        </message>
        <message>
            <source>The prompt is empty: each model begins a text of its own.</source>
            <translation>提示词为空：每个模型自行开始一段文本。</translation>
        </message>
        <message>
            <source>Nothing was written yet</source>
            <translation>还没有写任何文字</translation>
        </message>
    </context>
    <context>
        <name>PromptSettings</name>
        <message>
            <source>Special tokens</source>
            <translation>特殊词元</translation>
        </message>
        <message>
            <source>Begins the prompt with the tokens that the model's tokenizer puts there</source>
            <translation>在提示词前加上模型的分词器会放在那里的特殊词元</translation>
        </message>
        <message>
            <source>Parse special</source>
            <translation>识别特殊词元</translation>
        </message>
        <message>
            <source>Special tokens that the prompt spells, such as &lt;/s&gt;, are read as such</source>
            <translation>提示词里写出的特殊词元（如 &lt;/s&gt;）按特殊词元来读</translation>
        </message>
        <message>
            <source>As a chat</source>
            <translation>作为对话</translation>
        </message>
        <message>
            <source>Asks the models: the prompt is what a user says, in each one's own chat template. Every chosen model must bring one, as chat models that are imported do</source>
            <translation>向模型提问：提示词是用户说的话，按每个模型自己的对话模板读入。所选的每个模型都必须带有对话模板，导入的对话模型就是如此</translation>
        </message>
    </context>
    <context>
        <name>PromptTables</name>
        <message>
            <source>Exact</source>
            <translation>完全一致</translation>
        </message>
        <message>
            <source>The text is the expected answer, but for spaces at its ends</source>
            <translation>除首尾空格外，文本就是期望的回答</translation>
        </message>
        <message>
            <source>Begins with it</source>
            <translation>以其开头</translation>
        </message>
        <message>
            <source>The text begins with the expected answer, as whole words</source>
            <translation>文本以期望的回答开头（完整的词）</translation>
        </message>
        <message>
            <source>Answer's log-probability</source>
            <translation>回答的对数概率</translation>
        </message>
        <message>
            <source>Of all tokens of the expected answer together, in nats; 0 is certain</source>
            <translation>期望回答的全部词元合计，单位 nat；0 表示确定</translation>
        </message>
        <message>
            <source>Answer's rank</source>
            <translation>回答的排名</translation>
        </message>
        <message>
            <source>The worst rank among the answer's tokens: 1 is what greedy decoding writes</source>
            <translation>回答各词元中最差的排名：1 就是贪心解码会写的</translation>
        </message>
        <message>
            <source>Perplexity</source>
            <translation>困惑度</translation>
        </message>
        <message>
            <source>By the model that wrote it, before temperature and filters</source>
            <translation>由写它的模型给出，在温度和过滤之前</translation>
        </message>
        <message>
            <source>By the teacher</source>
            <translation>教师给出的</translation>
        </message>
        <message>
            <source>The teacher's perplexity of the text</source>
            <translation>教师对文本的困惑度</translation>
        </message>
        <message>
            <source>KL</source>
            <translation>KL</translation>
        </message>
        <message>
            <source>KL(teacher ‖ writer), the mean over the tokens, in nats</source>
            <translation>KL(教师 ‖ 作者)，各词元的平均值，单位 nat</translation>
        </message>
        <message>
            <source>Tokens</source>
            <translation>词元数</translation>
        </message>
        <message>
            <source>How long the text is</source>
            <translation>文本的长度</translation>
        </message>
        <message>
            <source>Distinct-1</source>
            <translation>Distinct-1</translation>
        </message>
        <message>
            <source>Different tokens among all</source>
            <translation>不同的词元所占的比例</translation>
        </message>
        <message>
            <source>Distinct-2</source>
            <translation>Distinct-2</translation>
        </message>
        <message>
            <source>Different pairs of tokens among all</source>
            <translation>不同的二元词元组所占的比例</translation>
        </message>
        <message>
            <source>Distinct-3</source>
            <translation>Distinct-3</translation>
        </message>
        <message>
            <source>Different triples of tokens among all</source>
            <translation>不同的三元词元组所占的比例</translation>
        </message>
        <message>
            <source>Repetition</source>
            <translation>重复率</translation>
        </message>
        <message>
            <source>Four tokens in a row that stood in the text before, among all such</source>
            <translation>连续四个词元在文本前面已出现过的比例</translation>
        </message>
        <message>
            <source>Copied</source>
            <translation>抄写</translation>
        </message>
        <message>
            <source>Characters of the longest passage that the training text has too</source>
            <translation>与训练文本相同的最长段落的字符数</translation>
        </message>
        <message>
            <source>{meaning}; the 95 % interval is over prompts and seeds</source>
            <translation>{meaning}；95 % 区间取自各提示词和种子</translation>
        </message>
        <message>
            <source>Model and strategy</source>
            <translation>模型和策略</translation>
        </message>
        <message>
            <source>Who wrote, and how</source>
            <translation>谁写的，怎样写的</translation>
        </message>
        <message>
            <source>Texts</source>
            <translation>文本</translation>
        </message>
        <message>
            <source>How many texts the figures are of</source>
            <translation>指标所统计的文本数</translation>
        </message>
        <message>
            <source>Text</source>
            <translation>文本</translation>
        </message>
        <message>
            <source>What was written</source>
            <translation>写出的内容</translation>
        </message>
        <message>
            <source>Prompt</source>
            <translation>提示词</translation>
        </message>
        <message>
            <source>What stands before it</source>
            <translation>它前面的内容</translation>
        </message>
        <message>
            <source>Expected</source>
            <translation>期望</translation>
        </message>
        <message>
            <source>The answer that the file expects</source>
            <translation>文件期望的回答</translation>
        </message>
        <message>
            <source>Model</source>
            <translation>模型</translation>
        </message>
        <message>
            <source>Which model wrote it, at which checkpoint</source>
            <translation>由哪个模型在哪个检查点写的</translation>
        </message>
        <message>
            <source>Strategy</source>
            <translation>策略</translation>
        </message>
        <message>
            <source>How tokens were chosen</source>
            <translation>词元是怎样选出的</translation>
        </message>
        <message>
            <source>Seed</source>
            <translation>种子</translation>
        </message>
        <message>
            <source>The seed that it was drawn from</source>
            <translation>抽取它所用的种子</translation>
        </message>
        <message>
            <source>Means over all prompts</source>
            <translation>所有提示词的平均</translation>
        </message>
        <message>
            <source>Every text</source>
            <translation>每段文本</translation>
        </message>
    </context>
    <context>
        <name>PromptsPanel</name>
        <message>
            <source>Prompts</source>
            <translation>提示词</translation>
        </message>
        <message>
            <source>Table</source>
            <translation>表格</translation>
        </message>
        <message>
            <source>Blind vote</source>
            <translation>盲投</translation>
        </message>
        <message>
            <source>Write all</source>
            <translation>全部写出</translation>
        </message>
        <message>
            <source>Write every prompt with every model and strategy, from every seed</source>
            <translation>用每个模型、每种策略和每个种子续写每个提示词</translation>
        </message>
        <message>
            <source>Stop</source>
            <translation>停止</translation>
        </message>
        <message>
            <source>End after this text; what is there stays</source>
            <translation>写完这段就停；已有的保留</translation>
        </message>
        <message>
            <source>Export</source>
            <translation>导出</translation>
        </message>
        <message>
            <source>Texts and figures as CSV…</source>
            <translation>文本和指标存为 CSV…</translation>
        </message>
        <message>
            <source>Texts, figures and means as JSON…</source>
            <translation>文本、指标和平均存为 JSON…</translation>
        </message>
        <message>
            <source>Here models answer a whole file of prompts, and you vote without knowing who.</source>
            <translation>在这里，几个模型回答一整个文件的提示词，你可以在不知道作者的情况下投票。</translation>
        </message>
        <message>
            <source>Reading the file…</source>
            <translation>正在读取文件…</translation>
        </message>
        <message>
            <source>Choose a file with a prompt a line, or a table with prompts and expected answers.</source>
            <translation>请选择每行一个提示词的文件，或带提示词和期望回答的表格。</translation>
        </message>
        <message>
            <source>{count} texts</source>
            <translation>{count} 段文本</translation>
        </message>
        <message>
            <source>1 text</source>
            <translation>1 段文本</translation>
        </message>
        <message>
            <source>stopped</source>
            <translation>已停止</translation>
        </message>
        <message>
            <source>{path} could not be written: {reason}</source>
            <translation>无法写入 {path}：{reason}</translation>
        </message>
        <message>
            <source>Saved as {path}</source>
            <translation>已保存为 {path}</translation>
        </message>
    </context>
    <context>
        <name>QueryKeyPage</name>
        <message>
            <source>Model</source>
            <translation>模型</translation>
        </message>
        <message>
            <source>Layer</source>
            <translation>层</translation>
        </message>
        <message>
            <source>Head</source>
            <translation>头</translation>
        </message>
        <message>
            <source>Query: the token that looks</source>
            <translation>查询：正在看的词元</translation>
        </message>
        <message>
            <source>Key: what it looks at</source>
            <translation>键：被看的词元</translation>
        </message>
        <message>
            <source>dimension</source>
            <translation>维度</translation>
        </message>
        <message>
            <source>value</source>
            <translation>值</translation>
        </message>
        <message>
            <source>q, k and q × k by dimension</source>
            <translation>各维度的 q、k 和 q × k</translation>
        </message>
        <message>
            <source>Choose a head and two tokens.</source>
            <translation>请选择一个注意力头和两个词元。</translation>
        </message>
        <message>
            <source>L{layer} H{head}, {query} → {key}: the products sum to {total}; divided by √{width} that is the score {score} before the softmax, and the attention {attention} after it.</source>
            <translation>L{layer} H{head}，{query} → {key}：乘积之和为 {total}；除以 √{width} 得 softmax 之前的分数 {score}，softmax 之后的注意力为 {attention}。</translation>
        </message>
        <message>
            <source>The query's value, with its position turned into it</source>
            <translation>查询的值，已含位置旋转</translation>
        </message>
        <message>
            <source>The key's value, with its position turned into it</source>
            <translation>键的值，已含位置旋转</translation>
        </message>
        <message>
            <source>Their product: what this dimension adds to the score</source>
            <translation>两者之积：这一维度对分数的贡献</translation>
        </message>
        <message>
            <source>Dimension</source>
            <translation>维度</translation>
        </message>
        <message>
            <source>Of the head's width, from 0</source>
            <translation>属于该头的宽度，从 0 数起</translation>
        </message>
    </context>
    <context>
        <name>QueueColumns</name>
        <message>
            <source>Run</source>
            <translation>运行</translation>
        </message>
        <message>
            <source>What is running or waits for its turn</source>
            <translation>正在进行或等待的运行</translation>
        </message>
        <message>
            <source>Time left</source>
            <translation>剩余时间</translation>
        </message>
        <message>
            <source>Of what waits: estimated as in the set-up</source>
            <translation>等待中的运行：与设置中的估计相同</translation>
        </message>
        <message>
            <source>Ends about</source>
            <translation>约何时结束</translation>
        </message>
        <message>
            <source>The time of day, if all before it goes on as it does now</source>
            <translation>如果前面的运行都照现在的速度进行，大约在这个时刻结束</translation>
        </message>
        <message>
            <source>Part of</source>
            <translation>所属计划</translation>
        </message>
        <message>
            <source>The plan that it is a step of</source>
            <translation>它属于哪个计划</translation>
        </message>
        <message>
            <source>Kind</source>
            <translation>类型</translation>
        </message>
        <message>
            <source>What the run does</source>
            <translation>这次运行做什么</translation>
        </message>
        <message>
            <source>State</source>
            <translation>状态</translation>
        </message>
        <message>
            <source>Whether it runs, waits or has ended</source>
            <translation>正在进行、等待还是已结束</translation>
        </message>
        <message>
            <source>Journey</source>
            <translation>旅程</translation>
        </message>
        <message>
            <source>Distillation in a chain</source>
            <translation>链式蒸馏</translation>
        </message>
        <message>
            <source>Sweep</source>
            <translation>参数扫描</translation>
        </message>
        <message>
            <source>Branch</source>
            <translation>分支</translation>
        </message>
        <message>
            <source>{plan}, step {part} of {parts}</source>
            <translation>{plan}，第 {part} 步，共 {parts} 步</translation>
        </message>
        <message>
            <source>follows elsewhere</source>
            <translation>在别处接着运行</translation>
        </message>
        <message>
            <source>The process that performs the run above starts it once that has finished</source>
            <translation>执行上面运行的进程会在其完成后启动它</translation>
        </message>
        <message>
            <source>Not known yet: it depends on what is made before it, or on the text</source>
            <translation>尚不清楚：取决于之前的结果或文本</translation>
        </message>
    </context>
    <context>
        <name>QueuePanel</name>
        <message>
            <source>Queue</source>
            <translation>队列</translation>
        </message>
        <message>
            <source>Pause the queue</source>
            <translation>暂停队列</translation>
        </message>
        <message>
            <source>The present run goes on to its end; nothing starts after it</source>
            <translation>当前运行会进行到结束；之后不再启动任何运行</translation>
        </message>
        <message>
            <source>Move up</source>
            <translation>上移</translation>
        </message>
        <message>
            <source>Move down</source>
            <translation>下移</translation>
        </message>
        <message>
            <source>Take out</source>
            <translation>移出队列</translation>
        </message>
        <message>
            <source>Nothing is running and nothing waits. Runs that you start wait here.</source>
            <translation>没有正在进行或等待的运行。启动的运行会在这里排队。</translation>
        </message>
        <message>
            <source>Set up a run</source>
            <translation>设置运行</translation>
        </message>
        <message>
            <source>Resume</source>
            <translation>继续</translation>
        </message>
        <message>
            <source>The queue is paused: nothing that waits is started.</source>
            <translation>队列已暂停：等待中的运行不会启动。</translation>
        </message>
        <message>
            <source>“{later}” needs “{first}”, which therefore comes before it.</source>
            <translation>“{later}”需要“{first}”，因此后者排在它前面。</translation>
        </message>
        <message>
            <source>All is done in {time} at least</source>
            <translation>全部完成至少还需 {time}</translation>
        </message>
        <message>
            <source>All is done in about {time}</source>
            <translation>全部完成大约还需 {time}</translation>
        </message>
        <message>
            <source>Resume the run</source>
            <translation>继续运行</translation>
        </message>
        <message>
            <source>Pause the run</source>
            <translation>暂停运行</translation>
        </message>
        <message>
            <source>Takes out what needs it too: {names}</source>
            <translation>需要它的运行也会一起移出：{names}</translation>
        </message>
        <message>
            <source>It is not started; nothing is deleted</source>
            <translation>它不会启动；不会删除任何内容</translation>
        </message>
    </context>
    <context>
        <name>Rail</name>
        <message>
            <source>Start</source>
            <translation>首页</translation>
        </message>
        <message>
            <source>Data</source>
            <translation>数据</translation>
        </message>
        <message>
            <source>Train</source>
            <translation>训练</translation>
        </message>
        <message>
            <source>Inspect</source>
            <translation>观察</translation>
        </message>
        <message>
            <source>Write</source>
            <translation>写作</translation>
        </message>
        <message>
            <source>Runs</source>
            <translation>运行记录</translation>
        </message>
    </context>
    <context>
        <name>RatePlot</name>
        <message>
            <source>Loss</source>
            <translation>损失</translation>
        </message>
        <message>
            <source>Smoothed loss</source>
            <translation>平滑后的损失</translation>
        </message>
        <message>
            <source>steepest</source>
            <translation>最陡</translation>
        </message>
        <message>
            <source>lowest ÷ 10</source>
            <translation>最低点 ÷ 10</translation>
        </message>
        <message>
            <source>suggested</source>
            <translation>建议</translation>
        </message>
        <message>
            <source>Loss over the learning rate</source>
            <translation>损失随学习率的变化</translation>
        </message>
        <message>
            <source>Learning rate</source>
            <translation>学习率</translation>
        </message>
        <message>
            <source>Export</source>
            <translation>导出</translation>
        </message>
    </context>
    <context>
        <name>RatePreview</name>
        <message>
            <source>Learning rate</source>
            <translation>学习率</translation>
        </message>
    </context>
    <context>
        <name>RawView</name>
        <message>
            <source>The very tokens that are fed to each model, special ones marked</source>
            <translation>喂给每个模型的确切词元，特殊词元有标记</translation>
        </message>
        <message>
            <source>1 more token is not shown</source>
            <translation>还有 1 个词元没有显示</translation>
        </message>
        <message>
            <source>{count} more tokens are not shown</source>
            <translation>还有 {count} 个词元没有显示</translation>
        </message>
        <message>
            <source>id {id}</source>
            <translation>编号 {id}</translation>
        </message>
        <message>
            <source>special token, id {id}</source>
            <translation>特殊词元，编号 {id}</translation>
        </message>
        <message>
            <source>unknown to the tokenizer, id {id}</source>
            <translation>分词器不认识，编号 {id}</translation>
        </message>
        <message>
            <source>As the models read it</source>
            <translation>模型读到的样子</translation>
        </message>
        <message>
            <source>As the models read it: {most} of {count} tokens</source>
            <translation>模型读到的样子：{count} 个词元中的 {most} 个</translation>
        </message>
        <message>
            <source>As the models read it: 1 token</source>
            <translation>模型读到的样子：1 个词元</translation>
        </message>
        <message>
            <source>As the models read it: {count} tokens</source>
            <translation>模型读到的样子：{count} 个词元</translation>
        </message>
        <message>
            <source>As the models read it: {least} to {most} tokens</source>
            <translation>模型读到的样子：{least} 到 {most} 个词元</translation>
        </message>
        <message>
            <source>1 token stands for characters that its tokenizer does not know</source>
            <translation>有 1 个词元代表分词器不认识的字符</translation>
        </message>
        <message>
            <source>{count} tokens stand for characters that its tokenizer does not know</source>
            <translation>有 {count} 个词元代表分词器不认识的字符</translation>
        </message>
        <message>
            <source>the beginning token stands there twice: once typed, once put in front</source>
            <translation>开头的词元出现了两次：一次是输入的，一次是放在前面的</translation>
        </message>
        <message>
            <source>the white space at the end changes what comes next: it is read as {read}, but before a word it would be {before}</source>
            <translation>末尾的空白会改变接下来的内容：它现在读作 {read}，而在单词前面会是 {before}</translation>
        </message>
    </context>
    <context>
        <name>Reading</name>
        <message>
            <source>There is no text: write one, or take a passage.</source>
            <translation>还没有文本：写一段，或取一个段落。</translation>
        </message>
        <message>
            <source>the first {count} of {total} tokens are not read: the model reads at most {most}</source>
            <translation>共 {total} 个词元，前 {count} 个未读入：该模型最多读 {most} 个</translation>
        </message>
        <message>
            <source>The last {count} of {total} tokens are not read: at most {most} are looked at.</source>
            <translation>共 {total} 个词元，后 {count} 个未读入：最多查看 {most} 个。</translation>
        </message>
        <message>
            <source>The models read at most {most} tokens at once: these {total} are read in {parts} parts, each without what precedes it.</source>
            <translation>模型一次最多读 {most} 个词元：这 {total} 个词元分 {parts} 部分读入，每部分都看不到它前面的内容。</translation>
        </message>
    </context>
    <context>
        <name>ReadingChoice</name>
        <message>
            <source>The encoding is not sure. Choose the one in which this line reads well:</source>
            <translation>编码无法确定。请选择使这一行读起来正确的编码：</translation>
        </message>
    </context>
    <context>
        <name>Readout</name>
        <message>
            <source>Legend</source>
            <translation>图例</translation>
        </message>
        <message>
            <source>Click a line to hide or show it; double click or Ctrl+click shows it alone, and again all of them</source>
            <translation>单击可隐藏或显示一条曲线；双击或按住 Ctrl 单击则只显示它，再来一次显示全部</translation>
        </message>
    </context>
    <context>
        <name>RecipeMenu</name>
        <message>
            <source>Recipes</source>
            <translation>配方</translation>
        </message>
        <message>
            <source>Published ways to distil, with the sizes of the chosen teacher</source>
            <translation>已发表的蒸馏方法，尺寸取自所选教师</translation>
        </message>
    </context>
    <context>
        <name>RecordActions</name>
        <message>
            <source>Rename</source>
            <translation>改名</translation>
        </message>
        <message>
            <source>Move to the bin…</source>
            <translation>移到回收站…</translation>
        </message>
        <message>
            <source>Move “{name}” to the bin?</source>
            <translation>要把“{name}”移到回收站吗？</translation>
        </message>
        <message>
            <source>Move {count} things to the bin?</source>
            <translation>要把 {count} 项移到回收站吗？</translation>
        </message>
        <message>
            <source>Nothing else depends on it. It can be restored from the bin.</source>
            <translation>没有其他内容依赖它。可以从回收站恢复。</translation>
        </message>
        <message>
            <source>, </source>
            <translation>、</translation>
        </message>
        <message>
            <source> and {count} more</source>
            <translation>，另有 {count} 项</translation>
        </message>
        <message>
            <source>These depend on it and stay incomplete without it: {names}. It can be restored from the bin.</source>
            <translation>以下内容依赖它，没有它就不完整：{names}。可以从回收站恢复。</translation>
        </message>
        <message>
            <source>Move to the bin</source>
            <translation>移到回收站</translation>
        </message>
    </context>
    <context>
        <name>RemarkLine</name>
        <message>
            <source>Layers, teacher → student, by a uniform layer map: {pairs}</source>
            <translation>层对应（教师 → 学生），按均匀层映射：{pairs}</translation>
        </message>
        <message>
            <source>Layers, teacher → student, by the student's own layer map: {pairs}</source>
            <translation>层对应（教师 → 学生），按学生自己的层映射：{pairs}</translation>
        </message>
    </context>
    <context>
        <name>RemarksLine</name>
        <message>
            <source>Tags</source>
            <translation>标签</translation>
        </message>
        <message>
            <source>With commas between them</source>
            <translation>用逗号分隔</translation>
        </message>
        <message>
            <source>Note</source>
            <translation>备注</translation>
        </message>
        <message>
            <source>What you found; runs are found by it</source>
            <translation>你的发现；可以据此找到运行</translation>
        </message>
    </context>
    <context>
        <name>ReportColumns</name>
        <message>
            <source>Model</source>
            <translation>模型</translation>
        </message>
        <message>
            <source>The model, and the checkpoint that was measured</source>
            <translation>模型，以及所测量的检查点</translation>
        </message>
        <message>
            <source>Role</source>
            <translation>角色</translation>
        </message>
        <message>
            <source>What part the model plays in this comparison</source>
            <translation>模型在这次比较中的角色</translation>
        </message>
        <message>
            <source>Over seeds</source>
            <translation>跨种子</translation>
        </message>
        <message>
            <source>Models that differ by their seed alone</source>
            <translation>只有种子不同的模型</translation>
        </message>
        <message>
            <source>Seeds</source>
            <translation>种子数</translation>
        </message>
        <message>
            <source>How many such models there are</source>
            <translation>这样的模型有几个</translation>
        </message>
        <message>
            <source>Mean and half the 95 % interval (Student's t)</source>
            <translation>平均值与 95 % 区间的一半（学生 t 分布）</translation>
        </message>
    </context>
    <context>
        <name>ReportDetails</name>
        <message>
            <source>In detail</source>
            <translation>细分</translation>
        </message>
    </context>
    <context>
        <name>ReportPanel</name>
        <message>
            <source>Report</source>
            <translation>报告</translation>
        </message>
        <message>
            <source>Comparison</source>
            <translation>比较</translation>
        </message>
        <message>
            <source>Copy</source>
            <translation>复制</translation>
        </message>
        <message>
            <source>Copy the table and the sentence as text</source>
            <translation>把表格和结论复制为文字</translation>
        </message>
        <message>
            <source>Export as CSV…</source>
            <translation>导出为 CSV…</translation>
        </message>
        <message>
            <source>Save as a page…</source>
            <translation>保存为网页…</translation>
        </message>
        <message>
            <source>A comparison measures teacher, student and control on the same text: loss, size, agreement and speed side by side.</source>
            <translation>比较就是用同一份文本测量教师、学生和对照：损失、大小、一致率和速度，并排显示。</translation>
        </message>
        <message>
            <source>This comparison has no figures: {reason}</source>
            <translation>这次比较没有数字：{reason}</translation>
        </message>
        <message>
            <source>This comparison has no figures yet.</source>
            <translation>这次比较还没有数字。</translation>
        </message>
        <message>
            <source>Measured on the corpus “{corpus}”.</source>
            <translation>用语料“{corpus}”测量。</translation>
        </message>
        <message>
            <source>One HTML file that needs nothing else, a PDF, or a picture of this panel</source>
            <translation>一个无需其他文件的 HTML 文件、一个 PDF，或此面板的图片</translation>
        </message>
        <message>
            <source>Save as a page</source>
            <translation>保存为网页</translation>
        </message>
        <message>
            <source>Export</source>
            <translation>导出</translation>
        </message>
        <message>
            <source>{path} could not be written: {reason}</source>
            <translation>无法写入 {path}：{reason}</translation>
        </message>
    </context>
    <context>
        <name>ReportPlots</name>
        <message>
            <source>Bits per byte, lower is better</source>
            <translation>每字节比特数，越低越好</translation>
        </message>
        <message>
            <source>Loss against size</source>
            <translation>损失与规模</translation>
        </message>
        <message>
            <source>Parameters</source>
            <translation>参数量</translation>
        </message>
        <message>
            <source>Milliseconds per token</source>
            <translation>每词元毫秒数</translation>
        </message>
    </context>
    <context>
        <name>RowList</name>
        <message>
            <source>Remove</source>
            <translation>移除</translation>
        </message>
    </context>
    <context>
        <name>RunActions</name>
        <message>
            <source>Pause the run</source>
            <translation>暂停运行</translation>
        </message>
        <message>
            <source>Resume the run</source>
            <translation>继续运行</translation>
        </message>
        <message>
            <source>Stop the run</source>
            <translation>停止运行</translation>
        </message>
    </context>
    <context>
        <name>RunAgainActions</name>
        <message>
            <source>Set up again…</source>
            <translation>重新设置…</translation>
        </message>
        <message>
            <source>Opens the settings of this run in Train, to change some</source>
            <translation>在“训练”中打开这次运行的设置，以便修改</translation>
        </message>
        <message>
            <source>Copy the command</source>
            <translation>复制命令</translation>
        </message>
        <message>
            <source>The one command line that makes this run again, to the same numbers</source>
            <translation>一行命令即可重做这次运行，得到相同的数值</translation>
        </message>
        <message>
            <source>The command is in the clipboard.</source>
            <translation>命令已复制到剪贴板。</translation>
        </message>
    </context>
    <context>
        <name>RunChoice</name>
        <message>
            <source>Run</source>
            <translation>运行</translation>
        </message>
        <message>
            <source>The run whose curves, log and samples are shown</source>
            <translation>显示这个运行的曲线、日志和生成文本</translation>
        </message>
    </context>
    <context>
        <name>RunColumns</name>
        <message>
            <source>Name</source>
            <translation>名称</translation>
        </message>
        <message>
            <source>Double-click to rename it; the square is the colour of its curves</source>
            <translation>双击可重命名；方块是其曲线的颜色</translation>
        </message>
        <message>
            <source>Kind</source>
            <translation>种类</translation>
        </message>
        <message>
            <source>What the run does</source>
            <translation>这次运行做什么</translation>
        </message>
        <message>
            <source>Status</source>
            <translation>状态</translation>
        </message>
        <message>
            <source>Where the run stands</source>
            <translation>运行的状态</translation>
        </message>
        <message>
            <source>Step</source>
            <translation>步</translation>
        </message>
        <message>
            <source>Steps made, and steps planned</source>
            <translation>已完成的步数和计划的步数</translation>
        </message>
        <message>
            <source>Progress</source>
            <translation>进度</translation>
        </message>
        <message>
            <source>The share of the planned steps that are made</source>
            <translation>已完成的步数占计划步数的比例</translation>
        </message>
        <message>
            <source>Corpus</source>
            <translation>语料</translation>
        </message>
        <message>
            <source>The text that it read</source>
            <translation>它所读的文本</translation>
        </message>
        <message>
            <source>Tokenizer</source>
            <translation>分词器</translation>
        </message>
        <message>
            <source>What cut its text into tokens</source>
            <translation>把文本切分成词元的分词器</translation>
        </message>
        <message>
            <source>Teacher</source>
            <translation>教师</translation>
        </message>
        <message>
            <source>The model that it learnt from</source>
            <translation>它所学习的模型</translation>
        </message>
        <message>
            <source>Model</source>
            <translation>模型</translation>
        </message>
        <message>
            <source>The model's design</source>
            <translation>模型的结构</translation>
        </message>
        <message>
            <source>Parameters</source>
            <translation>参数量</translation>
        </message>
        <message>
            <source>The numbers that the model learns</source>
            <translation>模型学习的数值个数</translation>
        </message>
        <message>
            <source>Course</source>
            <translation>走势</translation>
        </message>
        <message>
            <source>The validation loss from the run's beginning to now</source>
            <translation>从运行开始到现在的验证损失</translation>
        </message>
        <message>
            <source>Duration</source>
            <translation>时长</translation>
        </message>
        <message>
            <source>Training time, without pauses</source>
            <translation>训练时间，不含暂停</translation>
        </message>
        <message>
            <source>Tokens</source>
            <translation>词元数</translation>
        </message>
        <message>
            <source>How many tokens it learnt from</source>
            <translation>它学习过的词元数</translation>
        </message>
        <message>
            <source>Alerts</source>
            <translation>警报</translation>
        </message>
        <message>
            <source>How often alert rules told something of it</source>
            <translation>警报规则对它提醒了多少次</translation>
        </message>
        <message>
            <source>Tags</source>
            <translation>标签</translation>
        </message>
        <message>
            <source>Words of yours to find runs by</source>
            <translation>你用来查找运行的词</translation>
        </message>
        <message>
            <source>Note</source>
            <translation>备注</translation>
        </message>
        <message>
            <source>What you found</source>
            <translation>你的发现</translation>
        </message>
        <message>
            <source>Started</source>
            <translation>开始时间</translation>
        </message>
        <message>
            <source>When the run began</source>
            <translation>运行开始的时间</translation>
        </message>
        <message>
            <source>The least value of the run</source>
            <translation>这次运行的最小值</translation>
        </message>
        <message>
            <source>The largest value of the run</source>
            <translation>这次运行的最大值</translation>
        </message>
        <message>
            <source>{status}, damaged</source>
            <translation>{status}，已损坏</translation>
        </message>
        <message>
            <source>archived</source>
            <translation>已归档</translation>
        </message>
    </context>
    <context>
        <name>RunComparison</name>
        <message>
            <source>Choose one or several training runs above to see their curves together.</source>
            <translation>在上面选择一次或几次训练运行，把它们的曲线放在一起看。</translation>
        </message>
        <message>
            <source>These runs cut the text into different tokens: what is counted by tokens cannot be compared between them.</source>
            <translation>这些运行使用不同的分词器：按词元计算的数值不能在它们之间比较。</translation>
        </message>
        <message>
            <source>Of an imported run neither text nor tokenizer is known: its loss can be compared only if they are the same.</source>
            <translation>导入的运行用的是什么文本和分词器并不知道：只有两者相同，它的损失才能比较。</translation>
        </message>
        <message>
            <source>No two of these runs differ by their seed alone: each stands by itself, without a band.</source>
            <translation>这些运行中没有哪两个只有种子不同：每个运行单独画出，没有区间带。</translation>
        </message>
        <message>
            <source>Show bits per byte</source>
            <translation>改看每字节比特数</translation>
        </message>
    </context>
    <context>
        <name>RunDifferencesView</name>
        <message>
            <source>Choose two or more runs above to see in what they differ.</source>
            <translation>在上方选择两个或更多运行，查看它们的差异。</translation>
        </message>
        <message>
            <source>Differences of the chosen runs</source>
            <translation>所选运行的差异</translation>
        </message>
        <message>
            <source>{differ} things differ, {same} are the same.</source>
            <translation>{differ} 项不同，{same} 项相同。</translation>
        </message>
        <message>
            <source>Only the first {count} of the chosen runs are compared.</source>
            <translation>只比较所选运行中的前 {count} 个。</translation>
        </message>
        <message>
            <source>Setting</source>
            <translation>设置</translation>
        </message>
        <message>
            <source>A setting, a source of the run, or what performed it</source>
            <translation>一项设置、运行的一个来源，或执行它的环境</translation>
        </message>
        <message>
            <source>What it is in this run</source>
            <translation>它在这次运行中的值</translation>
        </message>
    </context>
    <context>
        <name>RunDiskView</name>
        <message>
            <source>Sizes of the runs</source>
            <translation>运行的大小</translation>
        </message>
        <message>
            <source>Choose what could go</source>
            <translation>选择可以移走的</translation>
        </message>
        <message>
            <source>Move to the bin…</source>
            <translation>移到回收站…</translation>
        </message>
        <message>
            <source>Run or checkpoint</source>
            <translation>运行或检查点</translation>
        </message>
        <message>
            <source>What the run is called; of a checkpoint, @ and its step</source>
            <translation>运行的名称；检查点则加 @ 和步数</translation>
        </message>
        <message>
            <source>Of its whole folder; that of a run has its checkpoints in it</source>
            <translation>整个文件夹的大小；运行的大小包含其检查点</translation>
        </message>
        <message>
            <source>Never proposed: what is pinned, at work, read by another run, or the best or only model of its kind on its text; of checkpoints the best, the last, the only one, one with a note and one that something was made of</source>
            <translation>从不建议：固定的、正在进行的、被其他运行读取的，以及同类模型在该文本上最佳或唯一的；检查点中最佳的、最后的、唯一的、带有备注的，以及由其产生了其他模型的</translation>
        </message>
        <message>
            <source>1 single checkpoint</source>
            <translation>1 个单独的检查点</translation>
        </message>
        <message>
            <source>{count} single checkpoints</source>
            <translation>{count} 个单独的检查点</translation>
        </message>
        <message>
            <source>{total} in all; {runs}, {size}; {checkpoints}, {their_size}</source>
            <translation>共 {total}；{runs}，{size}；{checkpoints}，{their_size}</translation>
        </message>
        <message>
            <source>Move “{name}” to the bin?</source>
            <translation>要把“{name}”移到回收站吗？</translation>
        </message>
        <message>
            <source>Move {count} things to the bin?</source>
            <translation>要把 {count} 项移到回收站吗？</translation>
        </message>
        <message>
            <source>Size</source>
            <translation>大小</translation>
        </message>
        <message>
            <source>Could go, because</source>
            <translation>可以移走，因为</translation>
        </message>
        <message>
            <source>1 run could go</source>
            <translation>1 个运行可以移走</translation>
        </message>
        <message>
            <source>{count} runs could go</source>
            <translation>{count} 个运行可以移走</translation>
        </message>
        <message>
            <source>They can be restored from the bin; erasing them there frees {size}.</source>
            <translation>可以从回收站恢复；在那里彻底删除会释放 {size}。</translation>
        </message>
        <message>
            <source>Move to the bin</source>
            <translation>移到回收站</translation>
        </message>
    </context>
    <context>
        <name>RunFilterBar</name>
        <message>
            <source>Filter: val_loss &lt; 4 and kind = distill</source>
            <translation>筛选：val_loss &lt; 4 and kind = distill</translation>
        </message>
        <message>
            <source>Filter</source>
            <translation>筛选</translation>
        </message>
        <message>
            <source>Columns, metrics and settings by =, !=, &lt;, &lt;=, &gt;, &gt;= and ~ (contains), with and, or, not and brackets; a word alone is looked for in names, tags and notes</source>
            <translation>用 =、!=、&lt;、&lt;=、&gt;、&gt;= 和 ~（包含）比较列、指标和设置，可用 and、or、not 和括号；单独的词会在名称、标签和备注中查找</translation>
        </message>
        <message>
            <source>Group by</source>
            <translation>分组</translation>
        </message>
        <message>
            <source>nothing</source>
            <translation>不分组</translation>
        </message>
        <message>
            <source>Archived</source>
            <translation>已归档</translation>
        </message>
        <message>
            <source>Show what is archived too</source>
            <translation>也显示已归档的运行</translation>
        </message>
        <message>
            <source>Columns</source>
            <translation>列</translation>
        </message>
        <message>
            <source>Views</source>
            <translation>视图</translation>
        </message>
        <message>
            <source>Keep this view…</source>
            <translation>保存此视图…</translation>
        </message>
        <message>
            <source>{found} of {total} runs</source>
            <translation>{total} 个运行中的 {found} 个</translation>
        </message>
        <message>
            <source>Settings that differ</source>
            <translation>不同的设置</translation>
        </message>
        <message>
            <source>As at first</source>
            <translation>恢复初始列</translation>
        </message>
        <message>
            <source>Delete a view</source>
            <translation>删除视图</translation>
        </message>
        <message>
            <source>What this view is called</source>
            <translation>此视图的名称</translation>
        </message>
    </context>
    <context>
        <name>RunGroupsTable</name>
        <message>
            <source>Groups of runs</source>
            <translation>运行的分组</translation>
        </message>
        <message>
            <source>The least validation loss of each run is its best one</source>
            <translation>每次运行的最小验证损失即其最佳值</translation>
        </message>
        <message>
            <source>Value</source>
            <translation>值</translation>
        </message>
        <message>
            <source>What these runs have in common</source>
            <translation>这些运行的共同之处</translation>
        </message>
        <message>
            <source>Runs</source>
            <translation>运行数</translation>
        </message>
        <message>
            <source>How many they are</source>
            <translation>共有多少个</translation>
        </message>
        <message>
            <source>Measured</source>
            <translation>已测量</translation>
        </message>
        <message>
            <source>How many of them have a validation loss</source>
            <translation>其中多少个有验证损失</translation>
        </message>
        <message>
            <source>Best</source>
            <translation>最佳</translation>
        </message>
        <message>
            <source>Mean of the best</source>
            <translation>最佳值的均值</translation>
        </message>
        <message>
            <source>± deviation</source>
            <translation>± 标准差</translation>
        </message>
        <message>
            <source>The standard deviation of a sample; it needs two runs</source>
            <translation>样本标准差；至少需要两次运行</translation>
        </message>
    </context>
    <context>
        <name>RunHeader</name>
        <message>
            <source>Pause</source>
            <translation>暂停</translation>
        </message>
        <message>
            <source>Stop</source>
            <translation>停止</translation>
        </message>
        <message>
            <source>Stop after saving; the run can be resumed</source>
            <translation>保存后停止；可以继续这次运行</translation>
        </message>
        <message>
            <source>Resume</source>
            <translation>继续</translation>
        </message>
        <message>
            <source>in {time}</source>
            <translation>用时 {time}</translation>
        </message>
        <message>
            <source>in {time} ({estimated} estimated)</source>
            <translation>用时 {time}（估计 {estimated}）</translation>
        </message>
        <message>
            <source>starting</source>
            <translation>正在启动</translation>
        </message>
        <message>
            <source>running</source>
            <translation>运行中</translation>
        </message>
        <message>
            <source>paused</source>
            <translation>已暂停</translation>
        </message>
        <message>
            <source>finished</source>
            <translation>已完成</translation>
        </message>
        <message>
            <source>stopped</source>
            <translation>已停止</translation>
        </message>
        <message>
            <source>failed</source>
            <translation>失败</translation>
        </message>
        <message>
            <source>handed over to a process of its own</source>
            <translation>已交给独立进程</translation>
        </message>
        <message>
            <source>interrupted</source>
            <translation>已中断</translation>
        </message>
    </context>
    <context>
        <name>RunImportAction</name>
        <message>
            <source>Import runs of TensorBoard…</source>
            <translation>导入 TensorBoard 的运行…</translation>
        </message>
        <message>
            <source>Import runs from a CSV…</source>
            <translation>从 CSV 导入运行…</translation>
        </message>
        <message>
            <source>Import the runs of a folder</source>
            <translation>导入一个文件夹中的运行</translation>
        </message>
        <message>
            <source>Import runs from a CSV</source>
            <translation>从 CSV 导入运行</translation>
        </message>
        <message>
            <source>All files (*)</source>
            <translation>所有文件 (*)</translation>
        </message>
        <message>
            <source>Open a project first: it keeps the runs that are imported.</source>
            <translation>请先打开一个项目：导入的运行保存在项目中。</translation>
        </message>
        <message>
            <source>Passed over besides: {count}.</source>
            <translation>另外略过：{count} 处。</translation>
        </message>
    </context>
    <context>
        <name>RunImportMenu</name>
        <message>
            <source>Import</source>
            <translation>导入</translation>
        </message>
        <message>
            <source>Curves of other tools’ runs: TensorBoard’s event files, or a CSV</source>
            <translation>其他工具的运行的曲线：TensorBoard 的事件文件或 CSV</translation>
        </message>
        <message>
            <source>A folder of TensorBoard…</source>
            <translation>TensorBoard 的文件夹…</translation>
        </message>
        <message>
            <source>A CSV file…</source>
            <translation>CSV 文件…</translation>
        </message>
    </context>
    <context>
        <name>RunLineageView</name>
        <message>
            <source>Lineage</source>
            <translation>来历</translation>
        </message>
        <message>
            <source>There is nothing yet that was made from something.</source>
            <translation>还没有由其他内容生成的东西。</translation>
        </message>
        <message>
            <source>deleted</source>
            <translation>已删除</translation>
        </message>
        <message>
            <source>Corpus</source>
            <translation>语料</translation>
        </message>
        <message>
            <source>Tokenizer</source>
            <translation>分词器</translation>
        </message>
        <message>
            <source>Teacher cache</source>
            <translation>教师缓存</translation>
        </message>
        <message>
            <source>The first {count} of {total} are drawn; choose a run to see its own.</source>
            <translation>绘出了 {total} 项中的前 {count} 项；选择一个运行查看它自己的来历。</translation>
        </message>
        <message>
            <source>All of the project; choose a run to see what it comes from.</source>
            <translation>整个项目；选择一个运行查看它的来历。</translation>
        </message>
        <message>
            <source>What “{run}” comes from, and what was made from it</source>
            <translation>“{run}”的来源，以及由它生成的内容</translation>
        </message>
    </context>
    <context>
        <name>RunReportAction</name>
        <message>
            <source>Report…</source>
            <translation>报告…</translation>
        </message>
        <message>
            <source>One HTML page that needs nothing else, or a PDF: summary, curves, tables, texts, attention, settings and log of the chosen runs</source>
            <translation>一个无需其他文件的 HTML 页面，或一个 PDF：所选运行的概要、曲线、表格、文本、注意力、设置与日志</translation>
        </message>
        <message>
            <source>Choose one or several runs</source>
            <translation>请选择一个或多个运行</translation>
        </message>
        <message>
            <source>A comparison has a page of its own, in the panel Report</source>
            <translation>比较有自己的页面，在“报告”面板中</translation>
        </message>
        <message>
            <source>Save the report</source>
            <translation>保存报告</translation>
        </message>
    </context>
    <context>
        <name>Runner</name>
        <message>
            <source>Taken out of the queue: {names}</source>
            <translation>已移出队列：{names}</translation>
        </message>
        <message>
            <source>The queue is paused: this waits in it.</source>
            <translation>队列已暂停：它会在队列中等待。</translation>
        </message>
        <message>
            <source>“{name}” was stopped.</source>
            <translation>“{name}”已停止。</translation>
        </message>
        <message>
            <source>“{name}” failed: {reason}</source>
            <translation>“{name}”失败：{reason}</translation>
        </message>
        <message>
            <source>Not started: {names}. They follow once the run has been resumed and has finished.</source>
            <translation>未开始：{names}。该运行继续并完成后，它们会接着开始。</translation>
        </message>
    </context>
    <context>
        <name>Runs</name>
        <message>
            <source>queued</source>
            <translation>排队中</translation>
        </message>
        <message>
            <source>running</source>
            <translation>运行中</translation>
        </message>
        <message>
            <source>paused</source>
            <translation>已暂停</translation>
        </message>
        <message>
            <source>finished</source>
            <translation>已完成</translation>
        </message>
        <message>
            <source>stopped</source>
            <translation>已停止</translation>
        </message>
        <message>
            <source>failed</source>
            <translation>失败</translation>
        </message>
        <message>
            <source>handed over</source>
            <translation>已移交</translation>
        </message>
        <message>
            <source>interrupted</source>
            <translation>已中断</translation>
        </message>
        <message>
            <source>{status}, 1 alert</source>
            <translation>{status}，1 条警报</translation>
        </message>
        <message>
            <source>{status}, {count} alerts</source>
            <translation>{status}，{count} 条警报</translation>
        </message>
        <message>
            <source>Model</source>
            <translation>模型</translation>
        </message>
    </context>
    <context>
        <name>RunsPanel</name>
        <message>
            <source>Runs</source>
            <translation>运行记录</translation>
        </message>
        <message>
            <source>Pause</source>
            <translation>暂停</translation>
        </message>
        <message>
            <source>Stop</source>
            <translation>停止</translation>
        </message>
        <message>
            <source>Stop after saving; the run can be resumed</source>
            <translation>保存后停止；可以继续这次运行</translation>
        </message>
        <message>
            <source>Resume</source>
            <translation>继续</translation>
        </message>
        <message>
            <source>From where it paused or was saved last, to the same numbers</source>
            <translation>从暂停处或最后保存处继续，数值完全相同</translation>
        </message>
        <message>
            <source>Open folder</source>
            <translation>打开文件夹</translation>
        </message>
        <message>
            <source>Everything that was imported, trained or measured is kept here as a run.</source>
            <translation>导入、训练或测量过的一切，都作为运行保存在这里。</translation>
        </message>
        <message>
            <source>Pin</source>
            <translation>固定</translation>
        </message>
        <message>
            <source>What is pinned is never proposed for cleaning</source>
            <translation>固定的运行从不会被建议清理</translation>
        </message>
        <message>
            <source>Archive</source>
            <translation>归档</translation>
        </message>
        <message>
            <source>Leave it out of the table; nothing is deleted</source>
            <translation>不再显示在表中；不会删除任何东西</translation>
        </message>
        <message>
            <source>Curves</source>
            <translation>曲线</translation>
        </message>
        <message>
            <source>Differences</source>
            <translation>差异</translation>
        </message>
        <message>
            <source>Lineage</source>
            <translation>来历</translation>
        </message>
        <message>
            <source>Disk</source>
            <translation>磁盘</translation>
        </message>
        <message>
            <source>Power law</source>
            <translation>幂律</translation>
        </message>
    </context>
    <context>
        <name>SaliencyChoice</name>
        <message>
            <source>Integrated gradients</source>
            <translation>积分梯度</translation>
        </message>
        <message>
            <source>The gradient along the way from a baseline; adds up to the difference</source>
            <translation>从基线出发沿路径的梯度；加起来等于差值</translation>
        </message>
        <message>
            <source>Gradient × input</source>
            <translation>梯度 × 输入</translation>
        </message>
        <message>
            <source>One gradient, at the text itself; fast, and adds up to nothing exactly</source>
            <translation>只取文本本身处的一个梯度；很快，但加起来不精确等于任何量</translation>
        </message>
        <message>
            <source>Mean embedding</source>
            <translation>平均嵌入</translation>
        </message>
        <message>
            <source>The mean of the vocabulary</source>
            <translation>词表中所有嵌入的平均值</translation>
        </message>
        <message>
            <source>Unknown token</source>
            <translation>未知词元</translation>
        </message>
        <message>
            <source>The token for unknown text</source>
            <translation>表示未知文本的词元</translation>
        </message>
        <message>
            <source>Zeros</source>
            <translation>零</translation>
        </message>
        <message>
            <source>Norms change a state abruptly near zeros: many models need far more steps</source>
            <translation>在零附近归一化会使状态突变：许多模型需要多得多的步数</translation>
        </message>
        <message>
            <source>Logit</source>
            <translation>logit</translation>
        </message>
        <message>
            <source>The logit, or the difference of two</source>
            <translation>logit，或两个 logit 之差</translation>
        </message>
        <message>
            <source>Probability</source>
            <translation>概率</translation>
        </message>
        <message>
            <source>The probability, from 0 to 1</source>
            <translation>概率，从 0 到 1</translation>
        </message>
        <message>
            <source>Method</source>
            <translation>方法</translation>
        </message>
        <message>
            <source>Baseline</source>
            <translation>基线</translation>
        </message>
        <message>
            <source>Explain</source>
            <translation>解释</translation>
        </message>
        <message>
            <source>At most</source>
            <translation>最多</translation>
        </message>
        <message>
            <source> steps</source>
            <translation> 步</translation>
        </message>
    </context>
    <context>
        <name>SaliencySide</name>
        <message>
            <source>The values miss more than 1 % of what they should add up to: take more steps, another baseline, or explain the probability.</source>
            <translation>这些值之和与应有的值相差超过 1 %：请增加步数，换一个基线，或改为解释概率。</translation>
        </message>
    </context>
    <context>
        <name>SaliencyView</name>
        <message>
            <source>{done} of at most {total} steps</source>
            <translation>最多 {total} 步，已完成 {done} 步</translation>
        </message>
    </context>
    <context>
        <name>Saving</name>
        <message>
            <source>Open</source>
            <translation>打开</translation>
        </message>
        <message>
            <source>Saved as {path}</source>
            <translation>已保存为 {path}</translation>
        </message>
    </context>
    <context>
        <name>ScaleControls</name>
        <message>
            <source>Scale</source>
            <translation>刻度</translation>
        </message>
        <message>
            <source>Linear</source>
            <translation>线性</translation>
        </message>
        <message>
            <source>Robust</source>
            <translation>稳健</translation>
        </message>
        <message>
            <source>Logarithmic</source>
            <translation>对数</translation>
        </message>
        <message>
            <source>Fixed, 0 to 1</source>
            <translation>固定，0 到 1</translation>
        </message>
        <message>
            <source>Even, up to the largest weight</source>
            <translation>均匀，直到最大的权重</translation>
        </message>
        <message>
            <source>Even, up to the weight that {percent} % of the cells stay below</source>
            <translation>均匀，直到 {percent}% 的格子都不超过的权重</translation>
        </message>
        <message>
            <source>Even steps for even factors, down to a thousandth</source>
            <translation>每差相同的倍数，颜色差相同的一级，直到千分之一</translation>
        </message>
        <message>
            <source>Even, from 0 to 1 in every map, so that maps can be compared</source>
            <translation>均匀，每张图都从 0 到 1，便于比较</translation>
        </message>
        <message>
            <source>Full colour at, %</source>
            <translation>满色位于，%</translation>
        </message>
        <message>
            <source>The share of the scale's top from which on a cell has the full colour</source>
            <translation>达到标度上限的这一比例时，格子就用满色</translation>
        </message>
        <message>
            <source>Colour map</source>
            <translation>颜色表</translation>
        </message>
        <message>
            <source>The model's colour</source>
            <translation>模型的颜色</translation>
        </message>
        <message>
            <source>Perceptually uniform colours; a difference keeps the colours of both models</source>
            <translation>感知上均匀的颜色；差异图仍用两个模型的颜色</translation>
        </message>
    </context>
    <context>
        <name>Scripts</name>
        <message>
            <source>Latin</source>
            <translation>拉丁字母</translation>
        </message>
        <message>
            <source>Han</source>
            <translation>汉字</translation>
        </message>
        <message>
            <source>Hiragana</source>
            <translation>平假名</translation>
        </message>
        <message>
            <source>Katakana</source>
            <translation>片假名</translation>
        </message>
        <message>
            <source>Hangul</source>
            <translation>谚文</translation>
        </message>
        <message>
            <source>Cyrillic</source>
            <translation>西里尔字母</translation>
        </message>
        <message>
            <source>Greek</source>
            <translation>希腊字母</translation>
        </message>
        <message>
            <source>Arabic</source>
            <translation>阿拉伯字母</translation>
        </message>
        <message>
            <source>Hebrew</source>
            <translation>希伯来字母</translation>
        </message>
        <message>
            <source>Devanagari</source>
            <translation>天城文</translation>
        </message>
        <message>
            <source>Spaces</source>
            <translation>空白</translation>
        </message>
        <message>
            <source>Digits</source>
            <translation>数字</translation>
        </message>
        <message>
            <source>Punctuation</source>
            <translation>标点</translation>
        </message>
        <message>
            <source>Other</source>
            <translation>其他</translation>
        </message>
    </context>
    <context>
        <name>SearchPanel</name>
        <message>
            <source>Search</source>
            <translation>搜索</translation>
        </message>
        <message>
            <source>Search corpora, written texts, samples, and names, tags and notes of runs</source>
            <translation>搜索语料、写出的文本、样本，以及运行的名称、标签和备注</translation>
        </message>
        <message>
            <source>What was found</source>
            <translation>搜索结果</translation>
        </message>
        <message>
            <source>All words must be there, in any order; two characters of Chinese are enough.</source>
            <translation>所有的词都必须出现，顺序不限；两个汉字即可。</translation>
        </message>
        <message>
            <source>Text</source>
            <translation>文本</translation>
        </message>
        <message>
            <source>What stands around the first word that was found</source>
            <translation>找到的第一个词前后的文本</translation>
        </message>
        <message>
            <source>In</source>
            <translation>位置</translation>
        </message>
        <message>
            <source>What sort of thing holds it</source>
            <translation>它在哪一类内容中</translation>
        </message>
        <message>
            <source>Name</source>
            <translation>名称</translation>
        </message>
        <message>
            <source>What holds it</source>
            <translation>包含它的内容</translation>
        </message>
        <message>
            <source>Number</source>
            <translation>编号</translation>
        </message>
        <message>
            <source>The document of a corpus, or the step of a sample or note</source>
            <translation>语料中的文档，或样本、备注所在的步</translation>
        </message>
        <message>
            <source>Line</source>
            <translation>行</translation>
        </message>
        <message>
            <source>The line of the document</source>
            <translation>文档中的行</translation>
        </message>
        <message>
            <source>Run</source>
            <translation>运行</translation>
        </message>
        <message>
            <source>Note at a step</source>
            <translation>某步的备注</translation>
        </message>
        <message>
            <source>Written text</source>
            <translation>写出的文本</translation>
        </message>
        <message>
            <source>Sample</source>
            <translation>样本</translation>
        </message>
        <message>
            <source>Corpus</source>
            <translation>语料</translation>
        </message>
        <message>
            <source>1 found</source>
            <translation>找到 1 处</translation>
        </message>
        <message>
            <source>{count} found</source>
            <translation>找到 {count} 处</translation>
        </message>
        <message>
            <source>{count} documents read</source>
            <translation>已读 {count} 个文档</translation>
        </message>
        <message>
            <source>still searching…</source>
            <translation>仍在搜索…</translation>
        </message>
    </context>
    <context>
        <name>SecondText</name>
        <message>
            <source>A second text, to make a pair; may be empty</source>
            <translation>第二段文本，组成文本对；可以为空</translation>
        </message>
        <message>
            <source>Second text</source>
            <translation>第二段文本</translation>
        </message>
    </context>
    <context>
        <name>SeedBox</name>
        <message>
            <source>The same seed, prompt, model and strategy write the same</source>
            <translation>种子、提示词、模型和策略都相同，写出的文字就相同</translation>
        </message>
        <message>
            <source>Keep the seed</source>
            <translation>保留种子</translation>
        </message>
        <message>
            <source>Locked, the seed stays; else each Write draws another</source>
            <translation>锁住时种子不变；否则每次书写另抽一个</translation>
        </message>
        <message>
            <source>New</source>
            <translation>换一个</translation>
        </message>
        <message>
            <source>Take another seed at random</source>
            <translation>随机换一个种子</translation>
        </message>
        <message>
            <source>one for all</source>
            <translation>全部共用</translation>
        </message>
        <message>
            <source>one a row</source>
            <translation>每行一个</translation>
        </message>
        <message>
            <source>one a cell</source>
            <translation>每格一个</translation>
        </message>
        <message>
            <source>Seeds</source>
            <translation>种子数</translation>
        </message>
        <message>
            <source>Rows or cells count up from the seed, one after another</source>
            <translation>各行或各格从这个种子依次递增</translation>
        </message>
    </context>
    <context>
        <name>SeedChoice</name>
        <message>
            <source>Seeds</source>
            <translation>随机种子</translation>
        </message>
        <message>
            <source>Runs that differ by their seed alone are drawn as their mean with a band</source>
            <translation>仅随机种子不同的运行画成均值和区间带</translation>
        </message>
        <message>
            <source>each run</source>
            <translation>逐个运行</translation>
        </message>
    </context>
    <context>
        <name>Session</name>
        <message>
            <source>Stop the present run before you open another project.</source>
            <translation>打开别的项目之前，请先停止当前的运行。</translation>
        </message>
        <message>
            <source>“{report}” is made once “{run}” has ended.</source>
            <translation>“{run}”结束后开始制作“{report}”。</translation>
        </message>
    </context>
    <context>
        <name>SettingExample</name>
        <message>
            <source>On your prompt ({model}) the likeliest token is {tokens}.</source>
            <translation>在你的提示词上（{model}），最可能的词元是{tokens}。</translation>
        </message>
        <message>
            <source>On your prompt ({model}) the likeliest of {total} tokens: {tokens}</source>
            <translation>在你的提示词上（{model}），{total} 个词元中最可能的：{tokens}</translation>
        </message>
        <message>
            <source>On your prompt ({model}) this alone leaves all {total} tokens.
First: {tokens}</source>
            <translation>在你的提示词上（{model}），仅此一项留下全部 {total} 个词元。
最前：{tokens}</translation>
        </message>
        <message>
            <source>On your prompt ({model}) this alone leaves at times only {left} of {total} tokens with {mass} of the probability.
First: {tokens}</source>
            <translation>在你的提示词上（{model}），仅此一项有时只留下 {total} 个词元中的 {left} 个，占概率的 {mass}。
最前：{tokens}</translation>
        </message>
        <message>
            <source>On your prompt ({model}) this alone leaves {left} of {total} tokens with {mass} of the probability.
First: {tokens}</source>
            <translation>在你的提示词上（{model}），仅此一项留下 {total} 个词元中的 {left} 个，占概率的 {mass}。
最前：{tokens}</translation>
        </message>
        <message>
            <source>On your prompt ({model}) this alone changes no token yet.</source>
            <translation>在你的提示词上（{model}），仅此一项还没有改变任何词元。</translation>
        </message>
        <message>
            <source>On your prompt ({model}) this alone changes {changed} of {total} tokens.
The likeliest of them: {tokens}</source>
            <translation>在你的提示词上（{model}），仅此一项改变 {total} 个词元中的 {changed} 个。
其中最可能的：{tokens}</translation>
        </message>
    </context>
    <context>
        <name>SharedText</name>
        <message>
            <source>Once upon a time, a little fox lost her way</source>
            <translation>从前，有一只小狐狸</translation>
        </message>
    </context>
    <context>
        <name>Sight</name>
        <message>
            <source>What may stand here, and what the filters leave</source>
            <translation>这里可能出现什么，过滤器留下什么</translation>
        </message>
    </context>
    <context>
        <name>SimilarityPanel</name>
        <message>
            <source>Similarity</source>
            <translation>相似度</translation>
        </message>
        <message>
            <source>A text of at least four tokens</source>
            <translation>至少四个词元的文本</translation>
        </message>
        <message>
            <source>The text that both read</source>
            <translation>两个模型都读的文本</translation>
        </message>
        <message>
            <source>Here you see which layer of the student does what which layer of the teacher does: hidden states by CKA, heads by the divergence of their attention.</source>
            <translation>在这里可以看到学生的哪一层做着教师哪一层的事：隐藏状态按 CKA 比较，头按注意力的散度比较。</translation>
        </message>
        <message>
            <source>There is no text: write one.</source>
            <translation>没有文本：请写一段。</translation>
        </message>
    </context>
    <context>
        <name>SourceLine</name>
        <message>
            <source>{done} of {total} passages</source>
            <translation>{done} / {total} 段</translation>
        </message>
        <message>
            <source>Compare on</source>
            <translation>比较所用</translation>
        </message>
        <message>
            <source>the text above</source>
            <translation>上面的文本</translation>
        </message>
        <message>
            <source>passages of the corpus</source>
            <translation>语料中的片段</translation>
        </message>
        <message>
            <source>Passages of the validation text that the teacher was not trained on</source>
            <translation>教师没有训练过的验证文本中的片段</translation>
        </message>
        <message>
            <source>Passages</source>
            <translation>段落数</translation>
        </message>
        <message>
            <source>How many passages, evenly spread</source>
            <translation>多少段，均匀分布</translation>
        </message>
        <message>
            <source>Compare layers</source>
            <translation>比较各层</translation>
        </message>
        <message>
            <source>Stop</source>
            <translation>停止</translation>
        </message>
    </context>
    <context>
        <name>SpecFileAction</name>
        <message>
            <source>Run a spec file…</source>
            <translation>运行规格文件…</translation>
        </message>
        <message>
            <source>Run a spec file</source>
            <translation>运行规格文件</translation>
        </message>
        <message>
            <source>Open a project first: it keeps what a spec file asks for.</source>
            <translation>请先打开一个项目：规格文件要求的内容保存在项目中。</translation>
        </message>
    </context>
    <context>
        <name>SpeculativePanel</name>
        <message>
            <source>Speculative</source>
            <translation>推测解码</translation>
        </message>
        <message>
            <source>Measure</source>
            <translation>测量</translation>
        </message>
        <message>
            <source>Write with and without drafts, in turns (Ctrl+Enter in the prompt)</source>
            <translation>有草稿和没有草稿轮流写（在提示词里按 Ctrl+Enter）</translation>
        </message>
        <message>
            <source>Stop</source>
            <translation>停止</translation>
        </message>
        <message>
            <source>What was measured stays</source>
            <translation>已经测得的会保留</translation>
        </message>
        <message>
            <source>Here a student drafts for its teacher: you see how much is accepted, and how much faster that is.</source>
            <translation>在这里学生为教师起草：你能看到有多少被接受，以及因此快多少。</translation>
        </message>
        <message>
            <source>Warming up…</source>
            <translation>正在预热…</translation>
        </message>
        <message>
            <source>The teacher reads many drafted tokens at once, and keeps those that it would have written itself. Measure what that is worth here.</source>
            <translation>教师一次读入许多起草的词元，留下自己也会写的。测一测这在这里值多少。</translation>
        </message>
        <message>
            <source>{done} of {total} texts</source>
            <translation>{total} 篇文本中的 {done} 篇</translation>
        </message>
        <message>
            <source>the teacher alone: {rate} tokens/s</source>
            <translation>教师独自：{rate} 词元/秒</translation>
        </message>
        <message>
            <source>by α and c the best length is {length}</source>
            <translation>按 α 和 c，最好的长度是 {length}</translation>
        </message>
        <message>
            <source>by α and c no length pays</source>
            <translation>按 α 和 c，没有划算的长度</translation>
        </message>
        <message>
            <source>threads: {count}</source>
            <translation>线程：{count}</translation>
        </message>
    </context>
    <context>
        <name>StartBox</name>
        <message>
            <source>First the same student without the teacher, then the distillation: compare</source>
            <translation>先训练没有教师的同样的学生，再进行蒸馏，以便比较</translation>
        </message>
        <message>
            <source>Add to queue</source>
            <translation>加入队列</translation>
        </message>
        <message>
            <source>Start</source>
            <translation>开始</translation>
        </message>
        <message>
            <source>Start in {count} processes</source>
            <translation>用 {count} 个进程开始</translation>
        </message>
        <message>
            <source>Add with control</source>
            <translation>连同对照加入队列</translation>
        </message>
        <message>
            <source>Start with control</source>
            <translation>连同对照开始</translation>
        </message>
        <message>
            <source>At once, as processes of their own that go on when this window is closed</source>
            <translation>立即作为独立的进程开始，关闭本窗口后会继续</translation>
        </message>
        <message>
            <source>It waits until the present run has ended</source>
            <translation>它会等当前的运行结束</translation>
        </message>
    </context>
    <context>
        <name>StatusBar</name>
        <message>
            <source>Memory {size}</source>
            <translation>内存 {size}</translation>
        </message>
        <message>
            <source>Nothing is running</source>
            <translation>没有正在进行的运行</translation>
        </message>
        <message>
            <source>Step {step}</source>
            <translation>第 {step} 步</translation>
        </message>
        <message>
            <source>Show the queue</source>
            <translation>显示队列</translation>
        </message>
        <message>
            <source>{count} tokens/s</source>
            <translation>{count} 词元/秒</translation>
        </message>
        <message>
            <source>{time} left</source>
            <translation>还剩 {time}</translation>
        </message>
        <message>
            <source>Paused</source>
            <translation>已暂停</translation>
        </message>
        <message>
            <source>Starting</source>
            <translation>正在启动</translation>
        </message>
        <message>
            <source> (in a process of its own)</source>
            <translation>（在单独的进程中）</translation>
        </message>
        <message>
            <source> ({count} waiting)</source>
            <translation>（{count} 个等待中）</translation>
        </message>
        <message>
            <source>Reading the runs: {done} of {total}</source>
            <translation>正在读取运行：{done} / {total}</translation>
        </message>
        <message>
            <source>Waiting: {names}</source>
            <translation>等待中：{names}</translation>
        </message>
    </context>
    <context>
        <name>SteeringForm</name>
        <message>
            <source>the last token</source>
            <translation>最后一个词元</translation>
        </message>
        <message>
            <source>the mean of the tokens</source>
            <translation>所有词元的平均</translation>
        </message>
        <message>
            <source>such as: I love this</source>
            <translation>例如：我爱这个</translation>
        </message>
        <message>
            <source>such as: I hate this</source>
            <translation>例如：我讨厌这个</translation>
        </message>
    </context>
    <context>
        <name>StepNotes</name>
        <message>
            <source>Note at step {step}…</source>
            <translation>在第 {step} 步添加备注…</translation>
        </message>
        <message>
            <source>Change “{note}”…</source>
            <translation>修改“{note}”…</translation>
        </message>
        <message>
            <source>Documents of step {step}</source>
            <translation>第 {step} 步的文档</translation>
        </message>
        <message>
            <source>Note</source>
            <translation>备注</translation>
        </message>
        <message>
            <source>A note at step {step} of {run}; without a text it is taken away</source>
            <translation>“{run}”第 {step} 步的备注；留空则删除</translation>
        </message>
    </context>
    <context>
        <name>StepSlider</name>
        <message>
            <source>Checkpoint</source>
            <translation>检查点</translation>
        </message>
        <message>
            <source>The checkpoint that is shown; with the keyboard, arrows</source>
            <translation>所显示的检查点；可用键盘的方向键</translation>
        </message>
        <message>
            <source>Pause</source>
            <translation>暂停</translation>
        </message>
        <message>
            <source>Play</source>
            <translation>播放</translation>
        </message>
        <message>
            <source>step {step} ({number} of {count})</source>
            <translation>第 {step} 步（{number} / {count}）</translation>
        </message>
    </context>
    <context>
        <name>StepsLine</name>
        <message>
            <source>In this order the steps change what each token is chosen by</source>
            <translation>各步骤按这个顺序改变选择词元的依据</translation>
        </message>
        <message>
            <source>the best beams</source>
            <translation>最好的束</translation>
        </message>
        <message>
            <source>draw</source>
            <translation>抽取</translation>
        </message>
        <message>
            <source>the likeliest</source>
            <translation>取最可能的</translation>
        </message>
    </context>
    <context>
        <name>StoredNameEditor</name>
        <message>
            <source>– none –</source>
            <translation>– 无 –</translation>
        </message>
    </context>
    <context>
        <name>StoredNamesEditor</name>
        <message>
            <source>Add one more</source>
            <translation>再加一个</translation>
        </message>
    </context>
    <context>
        <name>StrategyChoice</name>
        <message>
            <source>Sampling as the sliders stand</source>
            <translation>按滑块采样</translation>
        </message>
        <message>
            <source>Strategy</source>
            <translation>策略</translation>
        </message>
        <message>
            <source>By the sliders, or as a text in Write was written: its steps, one by one</source>
            <translation>按滑块，或者按“写作”中某段文本的写法：逐步查看</translation>
        </message>
    </context>
    <context>
        <name>StrategyEdit</name>
        <message>
            <source>The model's own</source>
            <translation>模型自己的</translation>
        </message>
        <message>
            <source>What each model's generation_config.json asks for; greedy where it has none</source>
            <translation>每个模型的 generation_config.json 所要求的；没有时为贪心</translation>
        </message>
    </context>
    <context>
        <name>StrategyTable</name>
        <message>
            <source>Strategies</source>
            <translation>策略</translation>
        </message>
        <message>
            <source>Add</source>
            <translation>添加</translation>
        </message>
        <message>
            <source>Duplicate</source>
            <translation>复制一行</translation>
        </message>
        <message>
            <source>The same settings, with the next seed</source>
            <translation>同样的设置，换成下一个种子</translation>
        </message>
        <message>
            <source>Remove</source>
            <translation>移除</translation>
        </message>
        <message>
            <source>Its own seed</source>
            <translation>单独的种子</translation>
        </message>
        <message>
            <source>none: the one below</source>
            <translation>无：用下面的种子</translation>
        </message>
        <message>
            <source>Strategy</source>
            <translation>策略</translation>
        </message>
        <message>
            <source>Own</source>
            <translation>自己的</translation>
        </message>
        <message>
            <source>How each next token is chosen</source>
            <translation>每个下一词元的选择方式</translation>
        </message>
        <message>
            <source>Settings</source>
            <translation>设置</translation>
        </message>
        <message>
            <source>each model's own</source>
            <translation>各模型自己的</translation>
        </message>
        <message>
            <source>What differs from the strategy's usual settings</source>
            <translation>与该策略的默认设置不同之处</translation>
        </message>
        <message>
            <source>Seed</source>
            <translation>种子</translation>
        </message>
        <message>
            <source>Where there is none, the seed below the strategies</source>
            <translation>空着时用策略下方的种子</translation>
        </message>
    </context>
    <context>
        <name>StrongestView</name>
        <message>
            <source>Open passage in Attention</source>
            <translation>在“注意力”中打开这一段</translation>
        </message>
        <message>
            <source>The passage becomes the text that is looked at</source>
            <translation>这一段成为所查看的文本</translation>
        </message>
        <message>
            <source>Passages where the head attends hardest</source>
            <translation>这个头注意力最强的段落</translation>
        </message>
        <message>
            <source>The passage as tokens</source>
            <translation>段落的词元</translation>
        </message>
        <message>
            <source>Frequent queries</source>
            <translation>常见的查询</translation>
        </message>
        <message>
            <source>Frequent keys</source>
            <translation>常见的键</translation>
        </message>
        <message>
            <source>The tokens that look at one key with at least half of their attention</source>
            <translation>把至少一半注意力放在一个键上的词元</translation>
        </message>
        <message>
            <source>The tokens that are looked at with at least half of a query's attention</source>
            <translation>得到某个查询至少一半注意力的词元</translation>
        </message>
        <message>
            <source>Query</source>
            <translation>查询</translation>
        </message>
        <message>
            <source>The token that looks</source>
            <translation>正在看的词元</translation>
        </message>
        <message>
            <source>Key</source>
            <translation>键</translation>
        </message>
        <message>
            <source>The token that is looked at; the first token is left out</source>
            <translation>被看的词元；不计首个词元</translation>
        </message>
        <message>
            <source>Weight</source>
            <translation>权重</translation>
        </message>
        <message>
            <source>The largest share of a query's attention in the passage</source>
            <translation>这一段中一个查询的注意力里最大的份额</translation>
        </message>
        <message>
            <source>Passage</source>
            <translation>段落</translation>
        </message>
        <message>
            <source>Counted from 1, in the order of the validation part</source>
            <translation>从 1 数起，按验证部分的顺序</translation>
        </message>
        <message>
            <source>Count</source>
            <translation>次数</translation>
        </message>
        <message>
            <source>How often, in all passages that were read</source>
            <translation>在读过的所有段落中出现的次数</translation>
        </message>
        <message>
            <source>Choose a head to see where it attends hardest.</source>
            <translation>选择一个头，查看它在哪里注意力最强。</translation>
        </message>
        <message>
            <source>weights of at least one half: {count}</source>
            <translation>不小于一半的权重：{count} 个</translation>
        </message>
        <message>
            <source>the first token is left out as a key</source>
            <translation>首个词元不算作键</translation>
        </message>
        <message>
            <source>“{query}” looks at “{key}” with {weight} of its attention.</source>
            <translation>“{query}”把 {weight} 的注意力放在“{key}”上。</translation>
        </message>
        <message>
            <source>query</source>
            <translation>查询</translation>
        </message>
        <message>
            <source>key</source>
            <translation>键</translation>
        </message>
    </context>
    <context>
        <name>SweepPanel</name>
        <message>
            <source>Sweep</source>
            <translation>参数扫描</translation>
        </message>
        <message>
            <source>Start the sweep</source>
            <translation>开始扫描</translation>
        </message>
        <message>
            <source>No further runs</source>
            <translation>不再开始新的运行</translation>
        </message>
        <message>
            <source>The present run goes on to its end</source>
            <translation>当前运行会继续到结束</translation>
        </message>
        <message>
            <source>Open the best</source>
            <translation>打开最好的</translation>
        </message>
        <message>
            <source>Show its curves, and choose it as the student</source>
            <translation>显示它的曲线，并选它为学生</translation>
        </message>
        <message>
            <source>Export as CSV…</source>
            <translation>导出为 CSV…</translation>
        </message>
        <message>
            <source>A new sweep, or one of those that were made</source>
            <translation>新的扫描，或已有的扫描</translation>
        </message>
        <message>
            <source>Settings and figures of all runs</source>
            <translation>所有运行的设置与结果</translation>
        </message>
        <message>
            <source>A sweep makes many runs of one distillation and compares them.</source>
            <translation>扫描把一次蒸馏运行多次并加以比较。</translation>
        </message>
        <message>
            <source>Set up a distillation</source>
            <translation>设置一次蒸馏</translation>
        </message>
        <message>
            <source>A new sweep varies the distillation that is set up in Train: set one up first.</source>
            <translation>新的扫描会改变在“训练”中设置的蒸馏：请先在那里设置一个。</translation>
        </message>
        <message>
            <source>New sweep</source>
            <translation>新的扫描</translation>
        </message>
        <message>
            <source>Every run is “{name}” as it is set up in Train, but for what varies here.</source>
            <translation>除这里变化的设置外，每次运行都是训练中设置的“{name}”。</translation>
        </message>
        <message>
            <source>Run</source>
            <translation>运行</translation>
        </message>
        <message>
            <source>One distillation of the sweep</source>
            <translation>扫描中的一次蒸馏</translation>
        </message>
        <message>
            <source>State</source>
            <translation>状态</translation>
        </message>
        <message>
            <source>Where the run stands</source>
            <translation>运行的状态</translation>
        </message>
        <message>
            <source>Export</source>
            <translation>导出</translation>
        </message>
    </context>
    <context>
        <name>SweepVerdict</name>
        <message>
            <source>{made} of {total} runs are made.</source>
            <translation>已完成 {total} 次运行中的 {made} 次。</translation>
        </message>
        <message>
            <source>The best so far: “{name}” with {figure}.</source>
            <translation>目前最好：“{name}”，{figure}。</translation>
        </message>
        <message>
            <source>Failed, and to be resumed in the table of runs: {names}.</source>
            <translation>失败、需在运行表格中继续的运行：{names}。</translation>
        </message>
        <message>
            <source>Too few runs to tell which setting decided.</source>
            <translation>运行太少，无法判断哪项设置起决定作用。</translation>
        </message>
        <message>
            <source>Share of the differences behind each setting: {shares}.</source>
            <translation>各设置所占的差异份额：{shares}。</translation>
        </message>
    </context>
    <context>
        <name>TargetChoice</name>
        <message>
            <source>– none –</source>
            <translation>– 无 –</translation>
        </message>
        <message>
            <source>Token</source>
            <translation>词元</translation>
        </message>
        <message>
            <source>rather than</source>
            <translation>而不是</translation>
        </message>
        <message>
            <source>What is explained: one of the likeliest, or write a token or #id</source>
            <translation>要解释的词元：从最可能的词元中选一个，或写一个词元或 #编号</translation>
        </message>
        <message>
            <source>Explains the difference to this token; the first entry is none</source>
            <translation>解释与这个词元之差；第一项表示没有</translation>
        </message>
    </context>
    <context>
        <name>TextDetail</name>
        <message>
            <source>Star</source>
            <translation>星标</translation>
        </message>
        <message>
            <source>Note</source>
            <translation>备注</translation>
        </message>
        <message>
            <source>What you found; it is searched as well</source>
            <translation>你的发现；也会被搜索</translation>
        </message>
        <message>
            <source>Prompt and text</source>
            <translation>提示词与文本</translation>
        </message>
        <message>
            <source>step {step}</source>
            <translation>第 {step} 步</translation>
        </message>
        <message>
            <source>seed {seed}</source>
            <translation>种子 {seed}</translation>
        </message>
        <message>
            <source>{count} tokens</source>
            <translation>{count} 个词元</translation>
        </message>
        <message>
            <source>1 token</source>
            <translation>1 个词元</translation>
        </message>
        <message>
            <source>{rate} tokens/s</source>
            <translation>{rate} 词元/秒</translation>
        </message>
    </context>
    <context>
        <name>TextLinesEditor</name>
        <message>
            <source>one a line</source>
            <translation>每行一个</translation>
        </message>
    </context>
    <context>
        <name>TextSide</name>
        <message>
            <source>First text as tokens</source>
            <translation>第一段文本的词元</translation>
        </message>
        <message>
            <source>Second text as tokens</source>
            <translation>第二段文本的词元</translation>
        </message>
        <message>
            <source>{model}: probability {probability}, rank {rank}, first choice {choice}</source>
            <translation>{model}：概率 {probability}，排名 {rank}，首选 {choice}</translation>
        </message>
        <message>
            <source>KL {kl}, reverse KL {reverse}, Jensen–Shannon {js} nats</source>
            <translation>KL {kl}，反向 KL {reverse}，Jensen–Shannon {js} nat</translation>
        </message>
        <message>
            <source>token {place}</source>
            <translation>第 {place} 个词元</translation>
        </message>
        <message>
            <source>seed {seed}</source>
            <translation>种子 {seed}</translation>
        </message>
        <message>
            <source>{model} would have written the same greedily.</source>
            <translation>{model} 用贪心解码也会这样写。</translation>
        </message>
        <message>
            <source>From token {place} on (red bar) {model} would go on otherwise: {choice} instead of {token}.</source>
            <translation>从第 {place} 个词元起（红条），{model} 会另外写：{choice}，而不是 {token}。</translation>
        </message>
        <message>
            <source>The texts differ from token {place} on (bar).</source>
            <translation>两段文本从第 {place} 个词元起不同（竖条）。</translation>
        </message>
        <message>
            <source>It was written in {precision}, and both models score it in fp32.</source>
            <translation>它以 {precision} 写成，两个模型都以 fp32 评分。</translation>
        </message>
        <message>
            <source>Read in {count} parts, as it was written.</source>
            <translation>分 {count} 段读取，与写作时相同。</translation>
        </message>
        <message>
            <source>Over the {common} pieces that both have, renormalised. </source>
            <translation>在双方共有的 {common} 个子词上比较，已重新归一化。</translation>
        </message>
    </context>
    <context>
        <name>TextsComparedPanel</name>
        <message>
            <source>Texts compared</source>
            <translation>文本对比</translation>
        </message>
        <message>
            <source>First text</source>
            <translation>第一段文本</translation>
        </message>
        <message>
            <source>Second text</source>
            <translation>第二段文本</translation>
        </message>
        <message>
            <source>Colour by</source>
            <translation>着色依据</translation>
        </message>
        <message>
            <source>Compare</source>
            <translation>比较</translation>
        </message>
        <message>
            <source>Let each model score the other's text</source>
            <translation>让每个模型给另一个的文本评分</translation>
        </message>
        <message>
            <source>Copied passages</source>
            <translation>抄写的段落</translation>
        </message>
        <message>
            <source>Looks for the longest passage of each text that stands in the training text too. The first time the corpus is indexed: about 40 s for 100 MB</source>
            <translation>寻找每段文本中与训练文本相同的最长段落。第一次会给语料建索引：100 MB 约 40 秒</translation>
        </message>
        <message>
            <source>Here you see how each model finds the other's text, and where they part. Write with two models first.</source>
            <translation>在这里可以看到每个模型怎样看待另一个的文本，以及它们从哪里分开。请先用两个模型写作。</translation>
        </message>
        <message>
            <source>Go to Write</source>
            <translation>前往写作</translation>
        </message>
        <message>
            <source>Other model's surprisal</source>
            <translation>另一模型的惊异度</translation>
        </message>
        <message>
            <source>How unexpected the token is to the model that did not write it, in nats</source>
            <translation>词元对没有写它的模型来说有多意外，单位 nat</translation>
        </message>
        <message>
            <source>KL divergence</source>
            <translation>KL 散度</translation>
        </message>
        <message>
            <source>KL(first ‖ second model), in nats</source>
            <translation>KL(首个 ‖ 次个)，单位 nat</translation>
        </message>
        <message>
            <source>Reverse KL</source>
            <translation>反向 KL</translation>
        </message>
        <message>
            <source>KL(second ‖ first model), in nats</source>
            <translation>KL(次个 ‖ 首个)，单位 nat</translation>
        </message>
        <message>
            <source>Jensen–Shannon</source>
            <translation>Jensen–Shannon</translation>
        </message>
        <message>
            <source>The same from both sides, in nats; at most 0.693</source>
            <translation>从两边看都一样，单位 nat；最大 0.693</translation>
        </message>
        <message>
            <source>Own surprisal</source>
            <translation>自己的惊异度</translation>
        </message>
        <message>
            <source>How unexpected the token was to the model that wrote it, in nats</source>
            <translation>词元对写它的模型来说有多意外，单位 nat</translation>
        </message>
        <message>
            <source>Other model's rank</source>
            <translation>在另一模型中的排名</translation>
        </message>
        <message>
            <source>No colour where the token is the other model's first choice</source>
            <translation>词元是另一模型的首选时没有颜色</translation>
        </message>
        <message>
            <source>seed {seed}</source>
            <translation>种子 {seed}</translation>
        </message>
        <message>
            <source>Indexing the corpus {corpus}: {share}</source>
            <translation>正在给语料 {corpus} 建索引：{share}</translation>
        </message>
        <message>
            <source>strongest colour: rank {rank}</source>
            <translation>最深的颜色：排名 {rank}</translation>
        </message>
        <message>
            <source>strongest colour: {top} nats</source>
            <translation>最深的颜色：{top} nat</translation>
        </message>
        <message>
            <source>{model}: nothing of {least} bytes or more stands in {corpus}</source>
            <translation>{model}：{corpus} 中没有 {least} 字节以上的相同段落</translation>
        </message>
        <message>
            <source>{model}: {count} of {all} characters ({share}) stand in document {document} of {corpus}: “{text}”</source>
            <translation>{model}：{all} 个字符中有 {count} 个（{share}）与 {corpus} 的第 {document} 篇文档相同：“{text}”</translation>
        </message>
    </context>
    <context>
        <name>TextsToolbar</name>
        <message>
            <source>Colour by</source>
            <translation>着色依据</translation>
        </message>
        <message>
            <source>nothing</source>
            <translation>无</translation>
        </message>
        <message>
            <source>probability</source>
            <translation>概率</translation>
        </message>
        <message>
            <source>The stronger the colour, the less likely the model itself found a token</source>
            <translation>颜色越深，模型自己认为这个词元越不可能</translation>
        </message>
        <message>
            <source>rank</source>
            <translation>排名</translation>
        </message>
        <message>
            <source>The stronger the colour, the more tokens the model found likelier</source>
            <translation>颜色越深，模型认为更可能的词元越多</translation>
        </message>
        <message>
            <source>entropy</source>
            <translation>熵</translation>
        </message>
        <message>
            <source>The stronger the colour, the less sure the model was before a token</source>
            <translation>颜色越深，模型在这个词元之前越没有把握</translation>
        </message>
        <message>
            <source>surprisal</source>
            <translation>惊异度</translation>
        </message>
        <message>
            <source>The stronger the colour, the more a token surprised the model, in nats</source>
            <translation>颜色越深，这个词元越出乎模型的意料，以 nat 计</translation>
        </message>
        <message>
            <source>Curves</source>
            <translation>曲线</translation>
        </message>
        <message>
            <source>Under every text: the surprisal of each token, thick, and the entropy before it</source>
            <translation>每段文本下方：粗线是各词元的惊异度，细线是它之前的熵</translation>
        </message>
        <message>
            <source>Write all on</source>
            <translation>全部续写</translation>
        </message>
        <message>
            <source>Every text goes on that its model has not ended</source>
            <translation>凡是模型没有结束的文本都写下去</translation>
        </message>
        <message>
            <source>Undo in all</source>
            <translation>全部撤销</translation>
        </message>
        <message>
            <source>Brings the text of before back into every pane</source>
            <translation>每一格都回到之前的文本</translation>
        </message>
        <message>
            <source>Redo in all</source>
            <translation>全部重做</translation>
        </message>
        <message>
            <source>Forward again in every pane</source>
            <translation>每一格都再往前</translation>
        </message>
    </context>
    <context>
        <name>TimeBox</name>
        <message>
            <source>I have</source>
            <translation>可用时间</translation>
        </message>
        <message>
            <source>Sizes, steps, batch, optimizer and learning rate are chosen to fit; what you set stays</source>
            <translation>据此选定大小、步数、批量、优化器和学习率；手动改过的设置保持不变</translation>
        </message>
        <message>
            <source>Plan anew</source>
            <translation>重新规划</translation>
        </message>
        <message>
            <source>Choose also what you have set yourself</source>
            <translation>手动改过的设置也一并重新选定</translation>
        </message>
        <message>
            <source>Some steps are being timed.</source>
            <translation>正在测量若干步所需的时间。</translation>
        </message>
        <message>
            <source>Settings of your own: {count}</source>
            <translation>手动改过的设置：{count}</translation>
        </message>
    </context>
    <context>
        <name>TokenCurve</name>
        <message>
            <source>up to {top} nats</source>
            <translation>最高 {top} nat</translation>
        </message>
    </context>
    <context>
        <name>TokenLosses</name>
        <message>
            <source>The text as tokens</source>
            <translation>切成词元的文本</translation>
        </message>
        <message>
            <source>Each token's soft loss</source>
            <translation>各词元的软损失</translation>
        </message>
    </context>
    <context>
        <name>TokenizerPlaygroundPanel</name>
        <message>
            <source>The quick brown fox jumps over the lazy dog.</source>
            <translation>从前，小狐狸和小猫头鹰一起去森林里找蓝色的花。</translation>
        </message>
        <message>
            <source>Playground</source>
            <translation>试验场</translation>
        </message>
        <message>
            <source>Type or paste a text here</source>
            <translation>在这里输入或粘贴文字</translation>
        </message>
        <message>
            <source>Type a text and see how a tokenizer cuts it. Train a tokenizer to begin.</source>
            <translation>输入一段文字，看分词器怎样切分。请先训练一个分词器。</translation>
        </message>
        <message>
            <source>Show the tokenizers</source>
            <translation>查看分词器</translation>
        </message>
        <message>
            <source>Special tokens around the text</source>
            <translation>文本两端的特殊词元</translation>
        </message>
        <message>
            <source>Shows what a downloaded tokenizer puts in front of a text and behind it</source>
            <translation>显示下载的分词器在文本前后添加的词元</translation>
        </message>
        <message>
            <source>Only the first {count} characters are shown.</source>
            <translation>只显示前 {count} 个字符。</translation>
        </message>
    </context>
    <context>
        <name>TokenizerVocabularyPanel</name>
        <message>
            <source>Vocabulary</source>
            <translation>词表</translation>
        </message>
        <message>
            <source>Choose a tokenizer to see the pieces it has learnt and how often they occur.</source>
            <translation>选择一个分词器，看它学到了哪些子词、各出现多少次。</translation>
        </message>
        <message>
            <source>Show the tokenizers</source>
            <translation>查看分词器</translation>
        </message>
        <message>
            <source>Find pieces, or an id</source>
            <translation>查找子词或编号</translation>
        </message>
        <message>
            <source>Part of a piece; a space at its beginning finds pieces that begin a word.</source>
            <translation>子词的一部分；以空格开头可以查找位于词首的子词。</translation>
        </message>
        <message>
            <source>Try it on text</source>
            <translation>用文字试一试</translation>
        </message>
        <message>
            <source>Piece</source>
            <translation>子词</translation>
        </message>
        <message>
            <source>What the text is cut into; ▁ is a space</source>
            <translation>文本切成的子词；▁ 表示空格</translation>
        </message>
        <message>
            <source>Id</source>
            <translation>编号</translation>
        </message>
        <message>
            <source>The number by which models know the piece</source>
            <translation>模型用来表示该子词的编号</translation>
        </message>
        <message>
            <source>Score</source>
            <translation>得分</translation>
        </message>
        <message>
            <source>Log-probability (unigram), or minus the rank of the merge (bpe)</source>
            <translation>对数概率（Unigram），或合并次序的负数（BPE）</translation>
        </message>
        <message>
            <source>Frequency</source>
            <translation>频次</translation>
        </message>
        <message>
            <source>How often it occurs in the text the tokenizer was measured on</source>
            <translation>在测量分词器所用的文本中出现的次数</translation>
        </message>
        <message>
            <source>Kind</source>
            <translation>类型</translation>
        </message>
        <message>
            <source>Whether it is ordinary, special, or a single byte</source>
            <translation>普通、特殊，还是单个字节</translation>
        </message>
        <message>
            <source>It has no score: it was neither merged from other pieces nor weighed</source>
            <translation>没有得分：它既不是由其他子词合并而来，也没有权重</translation>
        </message>
        <message>
            <source>Not counted: the tokenizer came without a text that it was measured on</source>
            <translation>没有计数：这个分词器不带测量所用的文本</translation>
        </message>
        <message>
            <source>special</source>
            <translation>特殊</translation>
        </message>
        <message>
            <source>byte</source>
            <translation>字节</translation>
        </message>
        <message>
            <source>{found} of {all}</source>
            <translation>{found} / {all}</translation>
        </message>
    </context>
    <context>
        <name>TokenizersPanel</name>
        <message>
            <source>Tokenizers</source>
            <translation>分词器</translation>
        </message>
        <message>
            <source>Train a tokenizer</source>
            <translation>训练分词器</translation>
        </message>
        <message>
            <source>Start from</source>
            <translation>预设</translation>
        </message>
        <message>
            <source>settings of your own</source>
            <translation>自定义设置</translation>
        </message>
        <message>
            <source>“portable” can be exported to every format; “fast” encodes quickest; “clean prose” tidies up spaces and look-alike characters; “characters” needs no learning.</source>
            <translation>“通用”可以导出为各种格式；“快速”编码最快；“整洁文字”会整理空格和看起来相同的字符；“字符”不需要学习。</translation>
        </message>
        <message>
            <source>Train</source>
            <translation>训练</translation>
        </message>
        <message>
            <source>A tokenizer cuts text into the pieces that models read. It needs a corpus.</source>
            <translation>分词器把文本切成模型读的子词。它需要语料。</translation>
        </message>
        <message>
            <source>Add a corpus first</source>
            <translation>先添加语料</translation>
        </message>
        <message>
            <source>Name</source>
            <translation>名称</translation>
        </message>
        <message>
            <source>Double-click to rename it</source>
            <translation>双击可重命名</translation>
        </message>
        <message>
            <source>Algorithm</source>
            <translation>算法</translation>
        </message>
        <message>
            <source>How the pieces were chosen</source>
            <translation>子词是怎样选出来的</translation>
        </message>
        <message>
            <source>Vocabulary</source>
            <translation>词表</translation>
        </message>
        <message>
            <source>How many pieces it knows</source>
            <translation>它有多少个子词</translation>
        </message>
    </context>
    <context>
        <name>TokensPanel</name>
        <message>
            <source>Token by token</source>
            <translation>逐词元比较</translation>
        </message>
        <message>
            <source>Text to compare the models on</source>
            <translation>用来比较两个模型的文本</translation>
        </message>
        <message>
            <source>Compare</source>
            <translation>比较</translation>
        </message>
        <message>
            <source>Special tokens</source>
            <translation>特殊词元</translation>
        </message>
        <message>
            <source>Reads the text with what the teacher's tokenizer puts around it</source>
            <translation>按教师的分词器在文本两端添加词元后读取</translation>
        </message>
        <message>
            <source>Text</source>
            <translation>文本</translation>
        </message>
        <message>
            <source>Worst passages</source>
            <translation>最差段落</translation>
        </message>
        <message>
            <source>Here you see, token by token, where a student differs from its teacher.</source>
            <translation>在这里可以逐个词元地看到学生与教师在哪里不同。</translation>
        </message>
        <message>
            <source>A passage of “{corpus}” from token {begin} on, read with what precedes it</source>
            <translation>“{corpus}”中从第 {begin} 个词元开始的一段，连同前文一起读入</translation>
        </message>
    </context>
    <context>
        <name>TrainCurvesPanel</name>
        <message>
            <source>Curves</source>
            <translation>曲线</translation>
        </message>
        <message>
            <source>Curves of a run appear here while it learns.</source>
            <translation>运行学习时，曲线出现在这里。</translation>
        </message>
        <message>
            <source>Set up a run</source>
            <translation>设置运行</translation>
        </message>
        <message>
            <source>Histograms…</source>
            <translation>直方图…</translation>
        </message>
        <message>
            <source>control</source>
            <translation>对照</translation>
        </message>
    </context>
    <context>
        <name>TrainLogPanel</name>
        <message>
            <source>Log</source>
            <translation>日志</translation>
        </message>
        <message>
            <source>Copy details of the failure</source>
            <translation>复制失败详情</translation>
        </message>
        <message>
            <source>What a run does and says is listed here.</source>
            <translation>运行做了什么、说了什么，都列在这里。</translation>
        </message>
        <message>
            <source>Set up a run</source>
            <translation>设置运行</translation>
        </message>
        <message>
            <source>Resumed after step {step}</source>
            <translation>在第 {step} 步之后继续</translation>
        </message>
        <message>
            <source>{name}: {metric} = {value}</source>
            <translation>{name}：{metric} = {value}</translation>
        </message>
        <message>
            <source>{name} begins ({facts})</source>
            <translation>{name} 开始（{facts}）</translation>
        </message>
        <message>
            <source>Paused after step {step}</source>
            <translation>在第 {step} 步之后暂停</translation>
        </message>
        <message>
            <source>{name} begins</source>
            <translation>{name} 开始</translation>
        </message>
        <message>
            <source>Begins anew: nothing had been saved</source>
            <translation>从头开始：之前没有保存任何内容</translation>
        </message>
        <message>
            <source>Resumed from step {step}</source>
            <translation>从第 {step} 步继续</translation>
        </message>
        <message>
            <source>The corpus is ready ({facts})</source>
            <translation>语料已就绪（{facts}）</translation>
        </message>
        <message>
            <source>The tokenizer is ready ({facts})</source>
            <translation>分词器已就绪（{facts}）</translation>
        </message>
        <message>
            <source>The text is encoded ({facts})</source>
            <translation>文本已编码（{facts}）</translation>
        </message>
        <message>
            <source>The teacher cache is ready ({facts})</source>
            <translation>教师缓存已就绪（{facts}）</translation>
        </message>
        <message>
            <source>Checkpoint at step {step} saved, the best so far</source>
            <translation>已保存第 {step} 步的检查点，目前最好</translation>
        </message>
        <message>
            <source>Checkpoint at step {step} saved</source>
            <translation>已保存第 {step} 步的检查点</translation>
        </message>
    </context>
    <context>
        <name>TrainSamplesPanel</name>
        <message>
            <source>Samples</source>
            <translation>生成文本</translation>
        </message>
        <message>
            <source>Prompt</source>
            <translation>提示词</translation>
        </message>
        <message>
            <source>Steps side by side</source>
            <translation>各步并排</translation>
        </message>
        <message>
            <source>all</source>
            <translation>全部</translation>
        </message>
        <message>
            <source>At each evaluation the model writes a few words; read here how it learns.</source>
            <translation>每次评估时模型会写几句；在这里看它怎样学习。</translation>
        </message>
        <message>
            <source>Set up a run</source>
            <translation>设置运行</translation>
        </message>
        <message>
            <source>{count} earlier steps are left out</source>
            <translation>省略了 {count} 个较早的步</translation>
        </message>
        <message>
            <source>Step {step}</source>
            <translation>第 {step} 步</translation>
        </message>
    </context>
    <context>
        <name>TrainSetupPanel</name>
        <message>
            <source>Set up</source>
            <translation>设置</translation>
        </message>
        <message>
            <source>Train a teacher</source>
            <translation>训练教师</translation>
        </message>
        <message>
            <source>Distil a student</source>
            <translation>蒸馏学生</translation>
        </message>
        <message>
            <source>Fine-tune a model</source>
            <translation>微调模型</translation>
        </message>
        <message>
            <source>Go on with a model on a table of examples: classes, or answers</source>
            <translation>用一张样本表继续训练模型：学习分类，或学习回答</translation>
        </message>
        <message>
            <source>Cache a teacher</source>
            <translation>缓存教师</translation>
        </message>
        <message>
            <source>Keep its predictions, so that students learn without asking it at each step</source>
            <translation>保存它的预测，学生学习时便不必每一步都询问它</translation>
        </message>
        <message>
            <source>Take what fits</source>
            <translation>改用放得下的</translation>
        </message>
        <message>
            <source>Train a teacher first: a student learns from a trained model.</source>
            <translation>请先训练教师：学生要跟训练好的模型学习。</translation>
        </message>
        <message>
            <source>Not yet: {what}</source>
            <translation>还不行：{what}</translation>
        </message>
        <message>
            <source>Not yet: {where} {what}</source>
            <translation>还不行：{where}{what}</translation>
        </message>
        <message>
            <source>{path} asks for something else than training a model.</source>
            <translation>{path} 要求的不是训练模型。</translation>
        </message>
    </context>
    <context>
        <name>TreeSettings</name>
        <message>
            <source>1 text</source>
            <translation>1 段文本</translation>
        </message>
        <message>
            <source>{count} texts</source>
            <translation>{count} 段文本</translation>
        </message>
        <message>
            <source>Branches</source>
            <translation>分支</translation>
        </message>
        <message>
            <source>Continuations above a mass</source>
            <translation>概率足够大的续文</translation>
        </message>
        <message>
            <source>Beam search</source>
            <translation>束搜索</translation>
        </message>
        <message>
            <source>The texts that were written, joined where they begin alike</source>
            <translation>已写出的文字，开头相同处合在一起</translation>
        </message>
        <message>
            <source>Every continuation that has this share of the probability</source>
            <translation>概率达到这一份额的每一种续文</translation>
        </message>
        <message>
            <source>Every text that a beam search looks at, with its score</source>
            <translation>束搜索考察过的每一篇文字及其得分</translation>
        </message>
        <message>
            <source>Tree</source>
            <translation>树</translation>
        </message>
        <message>
            <source>Model</source>
            <translation>模型</translation>
        </message>
        <message>
            <source>Texts</source>
            <translation>文本</translation>
        </message>
        <message>
            <source>Strategy</source>
            <translation>策略</translation>
        </message>
        <message>
            <source>Least mass</source>
            <translation>最小概率</translation>
        </message>
        <message>
            <source>Most nodes</source>
            <translation>最多节点</translation>
        </message>
        <message>
            <source>New tokens</source>
            <translation>新词元数</translation>
        </message>
        <message>
            <source>Seed</source>
            <translation>种子</translation>
        </message>
        <message>
            <source>The product of the probabilities from the prompt on that is asked for</source>
            <translation>要求从提示词往后各个概率的乘积至少有这么大</translation>
        </message>
        <message>
            <source>The likeliest are kept; how many are left out is said above the tree</source>
            <translation>保留最可能的；树的上方说明略去了多少</translation>
        </message>
        <message>
            <source>How deep the tree is at most</source>
            <translation>树最多有多深</translation>
        </message>
        <message>
            <source>For what is drawn at random, and for what is written on</source>
            <translation>用于随机抽取，也用于继续写的文字</translation>
        </message>
        <message>
            <source>Special tokens</source>
            <translation>特殊词元</translation>
        </message>
        <message>
            <source>As a chat</source>
            <translation>作为对话</translation>
        </message>
        <message>
            <source>For models that bring a chat template</source>
            <translation>用于带有对话模板的模型</translation>
        </message>
    </context>
    <context>
        <name>TreeSight</name>
        <message>
            <source>Show all</source>
            <translation>显示全部</translation>
        </message>
        <message>
            <source>The wheel zooms, a drag moves, arrow keys walk; 0 shows all</source>
            <translation>滚轮缩放，拖动移动，方向键逐个走；按 0 显示全部</translation>
        </message>
        <message>
            <source>Copy as text</source>
            <translation>复制为文本</translation>
        </message>
    </context>
    <context>
        <name>Trees</name>
        <message>
            <source>the prompt</source>
            <translation>提示词</translation>
        </message>
        <message>
            <source>probability {probability}</source>
            <translation>概率 {probability}</translation>
        </message>
        <message>
            <source>score {score}</source>
            <translation>得分 {score}</translation>
        </message>
        <message>
            <source>after 1 token</source>
            <translation>1 个词元之后</translation>
        </message>
        <message>
            <source>after {count} tokens</source>
            <translation>{count} 个词元之后</translation>
        </message>
        <message>
            <source>kept</source>
            <translation>保留</translation>
        </message>
        <message>
            <source>dropped: others were better</source>
            <translation>舍弃：有更好的</translation>
        </message>
        <message>
            <source>over, with a final score of {score}</source>
            <translation>已结束，最终得分 {score}</translation>
        </message>
        <message>
            <source>place {place}</source>
            <translation>第 {place} 名</translation>
        </message>
        <message>
            <source>on the way to the best text</source>
            <translation>在通往最佳文字的路上</translation>
        </message>
        <message>
            <source>1 step</source>
            <translation>1 步</translation>
        </message>
        <message>
            <source>{count} steps</source>
            <translation>{count} 步</translation>
        </message>
        <message>
            <source>1 text kept</source>
            <translation>保留 1 篇文字</translation>
        </message>
        <message>
            <source>{count} texts kept</source>
            <translation>保留 {count} 篇文字</translation>
        </message>
        <message>
            <source>{dropped} dropped, {ended} over</source>
            <translation>舍弃 {dropped} 篇，结束 {ended} 篇</translation>
        </message>
        <message>
            <source>of the continuations of each step only the likeliest are looked at</source>
            <translation>每一步的续文中只考察最可能的</translation>
        </message>
        <message>
            <source>{count} tokens</source>
            <translation>{count} 个词元</translation>
        </message>
        <message>
            <source>log-probability {likely}</source>
            <translation>对数概率 {likely}</translation>
        </message>
        <message>
            <source>in {count} of {total} texts</source>
            <translation>{total} 篇文字中有 {count} 篇</translation>
        </message>
        <message>
            <source>{strategy}, seed {seed}</source>
            <translation>{strategy}，种子 {seed}</translation>
        </message>
        <message>
            <source>1 text</source>
            <translation>1 段文本</translation>
        </message>
        <message>
            <source>{count} texts, joined where they begin alike</source>
            <translation>{count} 篇文字，开头相同处合在一起</translation>
        </message>
        <message>
            <source>rest</source>
            <translation>其余</translation>
        </message>
        <message>
            <source>All other continuations here have {mass} of the probability together.</source>
            <translation>这里其他所有续文的概率合计为 {mass}。</translation>
        </message>
        <message>
            <source>{probability} at its place, {mass} of all texts</source>
            <translation>在此处占 {probability}，在所有文字中占 {mass}</translation>
        </message>
        <message>
            <source>the text ends with it</source>
            <translation>文字到此结束</translation>
        </message>
        <message>
            <source>no continuation of it has the mass</source>
            <translation>它的续文概率都不够大</translation>
        </message>
        <message>
            <source>not looked at further</source>
            <translation>没有再往下看</translation>
        </message>
        <message>
            <source>1 continuation</source>
            <translation>1 种续文</translation>
        </message>
        <message>
            <source>{count} continuations</source>
            <translation>{count} 种续文</translation>
        </message>
        <message>
            <source>1 token deep</source>
            <translation>深 1 个词元</translation>
        </message>
        <message>
            <source>{count} tokens deep</source>
            <translation>深 {count} 个词元</translation>
        </message>
        <message>
            <source>{rest} of the probability is not opened</source>
            <translation>{rest} 的概率没有展开</translation>
        </message>
        <message>
            <source>1 more has the mass and is left out: raise the most nodes</source>
            <translation>另有 1 种概率足够大，但被略去：请调高最多节点</translation>
        </message>
        <message>
            <source>{count} more have the mass and are left out: raise the most nodes</source>
            <translation>另有 {count} 种概率足够大，但被略去：请调高最多节点</translation>
        </message>
    </context>
    <context>
        <name>TreesPanel</name>
        <message>
            <source>Trees</source>
            <translation>树</translation>
        </message>
        <message>
            <source>Prompt</source>
            <translation>提示词</translation>
        </message>
        <message>
            <source>The beginning of a text</source>
            <translation>一段文字的开头</translation>
        </message>
        <message>
            <source>Draw the tree</source>
            <translation>画出树</translation>
        </message>
        <message>
            <source>Ctrl+Enter in the prompt does the same</source>
            <translation>在提示词中按 Ctrl+Enter 也一样</translation>
        </message>
        <message>
            <source>Stop</source>
            <translation>停止</translation>
        </message>
        <message>
            <source>Here you see where texts part, and what a model could have written instead.</source>
            <translation>在这里可以看到文字从哪里分开，以及模型本来还可能写什么。</translation>
        </message>
        <message>
            <source>There are no texts yet: write some in the panel Write, with several strategies or seeds, and they are joined here where they begin alike.</source>
            <translation>还没有文字：请先在写作面板中用几种策略或种子写几篇，它们会在这里按相同的开头合在一起。</translation>
        </message>
        <message>
            <source>Press “Draw the tree”: every continuation of the prompt that has the least mass stands here, and what share the others have.</source>
            <translation>按“画出树”：提示词的续文中概率不低于最小概率的每一种都列在这里，并标出其余所占的份额。</translation>
        </message>
        <message>
            <source>Press “Draw the tree”: every text that the search looks at stands here with its score, and the best one marked.</source>
            <translation>按“画出树”：搜索考察过的每一篇文字都列在这里，附有得分，并标出最佳的一篇。</translation>
        </message>
        <message>
            <source>The prompt is empty: the model begins a text of its own.</source>
            <translation>提示词为空：模型自己写一篇文字的开头。</translation>
        </message>
    </context>
    <context>
        <name>UndoDeletion</name>
        <message>
            <source>Undo deletion</source>
            <translation>撤销删除</translation>
        </message>
        <message>
            <source>Putting {count} things back…</source>
            <translation>正在放回 {count} 项…</translation>
        </message>
        <message>
            <source>{count} of {total} things were put back.</source>
            <translation>{total} 项中已放回 {count} 项。</translation>
        </message>
        <message>
            <source>“{name}” was moved to the bin.</source>
            <translation>“{name}”已移到回收站。</translation>
        </message>
        <message>
            <source>{count} things were moved to the bin.</source>
            <translation>{count} 项已移到回收站。</translation>
        </message>
        <message>
            <source>Undo</source>
            <translation>撤销</translation>
        </message>
    </context>
    <context>
        <name>ViewFile</name>
        <message>
            <source>Save this view…</source>
            <translation>保存这个视图…</translation>
        </message>
        <message>
            <source>Open a view…</source>
            <translation>打开视图…</translation>
        </message>
        <message>
            <source>Saved as {path}</source>
            <translation>已保存为 {path}</translation>
        </message>
    </context>
    <context>
        <name>WeightsDialog</name>
        <message>
            <source>Weights of {one} and {other}</source>
            <translation>{one} 与 {other} 的权重</translation>
        </message>
        <message>
            <source>Comparing…</source>
            <translation>正在比较…</translation>
        </message>
        <message>
            <source>Relative distance by layer: ‖b − a‖ / ‖a‖</source>
            <translation>各层的相对距离：‖b − a‖ / ‖a‖</translation>
        </message>
        <message>
            <source>All weights: relative distance {distance}, cosine {cosine}.</source>
            <translation>全部权重：相对距离 {distance}，余弦 {cosine}。</translation>
        </message>
        <message>
            <source>{count} tensors have no counterpart of their shape: left out.</source>
            <translation>{count} 个张量没有形状相同的对应张量：未计入。</translation>
        </message>
        <message>
            <source>Layer</source>
            <translation>层</translation>
        </message>
        <message>
            <source>The number of the layer, or the module outside them</source>
            <translation>层的编号，或层以外的模块</translation>
        </message>
        <message>
            <source>Parameters</source>
            <translation>参数</translation>
        </message>
        <message>
            <source>How many numbers are compared</source>
            <translation>比较了多少个数</translation>
        </message>
        <message>
            <source>Norm</source>
            <translation>范数</translation>
        </message>
        <message>
            <source>‖a‖ of {name}</source>
            <translation>{name} 的 ‖a‖</translation>
        </message>
        <message>
            <source>Norm of the other</source>
            <translation>另一个的范数</translation>
        </message>
        <message>
            <source>Distance</source>
            <translation>距离</translation>
        </message>
        <message>
            <source>‖b − a‖ of both</source>
            <translation>两者的 ‖b − a‖</translation>
        </message>
        <message>
            <source>Relative</source>
            <translation>相对</translation>
        </message>
        <message>
            <source>The distance by the norm of the first</source>
            <translation>距离除以第一个的范数</translation>
        </message>
        <message>
            <source>Cosine</source>
            <translation>余弦</translation>
        </message>
        <message>
            <source>1: both point the same way; 0: unrelated</source>
            <translation>1：方向相同；0：无关</translation>
        </message>
    </context>
    <context>
        <name>WelcomePanel</name>
        <message>
            <source>Start</source>
            <translation>首页</translation>
        </message>
        <message>
            <source>Distill Workbench</source>
            <translation>Distill Workbench</translation>
        </message>
        <message>
            <source>Train a language model on your own text, distil it into a smaller one, and see what was gained and lost. Everything stays on this machine.</source>
            <translation>用你自己的文本训练语言模型，把它蒸馏成更小的模型，看看得到了什么、失去了什么。一切都留在这台电脑上。</translation>
        </message>
        <message>
            <source>New project…</source>
            <translation>新建项目…</translation>
        </message>
        <message>
            <source>Open project…</source>
            <translation>打开项目…</translation>
        </message>
        <message>
            <source>Resume</source>
            <translation>继续</translation>
        </message>
        <message>
            <source>Drop a text here to train a teacher and a student on it, or click to choose</source>
            <translation>把文本拖到这里，用它训练教师和学生；也可以点击选择</translation>
        </message>
        <message>
            <source>Text and tables</source>
            <translation>文本和表格</translation>
        </message>
        <message>
            <source>All files</source>
            <translation>所有文件</translation>
        </message>
        <message>
            <source>Try the whole journey on a sample</source>
            <translation>用样例体验整个旅程</translation>
        </message>
        <message>
            <source>Recent projects</source>
            <translation>最近的项目</translation>
        </message>
        <message>
            <source>English stories</source>
            <translation>英文小故事</translation>
        </message>
        <message>
            <source>Little stories with a moral</source>
            <translation>有寓意的小故事</translation>
        </message>
        <message>
            <source>Chinese stories</source>
            <translation>中文小故事</translation>
        </message>
        <message>
            <source>The same kind of stories in Chinese</source>
            <translation>同样的小故事，中文</translation>
        </message>
        <message>
            <source>Python reference</source>
            <translation>Python 语言参考</translation>
        </message>
        <message>
            <source>The language reference of this Python</source>
            <translation>这个 Python 自带的语言参考</translation>
        </message>
        <message>
            <source>Project “{name}”</source>
            <translation>项目“{name}”</translation>
        </message>
    </context>
    <context>
        <name>WhatIfPanel</name>
        <message>
            <source>What if</source>
            <translation>假设分析</translation>
        </message>
        <message>
            <source>Teacher</source>
            <translation>教师</translation>
        </message>
        <message>
            <source>Student</source>
            <translation>学生</translation>
        </message>
        <message>
            <source>Temperature τ</source>
            <translation>温度 τ</translation>
        </message>
        <message>
            <source>Teacher's weight α</source>
            <translation>教师权重 α</translation>
        </message>
        <message>
            <source>Distillation temperature τ</source>
            <translation>蒸馏温度 τ</translation>
        </message>
        <message>
            <source>Softens both distributions before they are compared; not that of sampling</source>
            <translation>比较之前把两个分布都软化；不是采样温度</translation>
        </message>
        <message>
            <source>Weight of the teacher α</source>
            <translation>教师权重 α</translation>
        </message>
        <message>
            <source>The share of the soft loss; the true token has the rest</source>
            <translation>软损失所占的比例；其余归真实词元</translation>
        </message>
        <message>
            <source>Scale the soft loss by τ²</source>
            <translation>软损失乘以 τ²</translation>
        </message>
        <message>
            <source>A text; its first 64 tokens count</source>
            <translation>一段文本；只取前 64 个词元</translation>
        </message>
        <message>
            <source>Take this text</source>
            <translation>使用这段文本</translation>
        </message>
        <message>
            <source>What both models expected</source>
            <translation>两个模型的预期</translation>
        </message>
        <message>
            <source>The softened distributions in the place of a token; ◆ is what the text has.</source>
            <translation>一个词元所在位置的软化分布；◆ 是文本中实际的词元。</translation>
        </message>
        <message>
            <source>Over the {common} pieces that both have, renormalised.</source>
            <translation>只比较两者共有的 {common} 个子词，概率已重新归一化。</translation>
        </message>
        <message>
            <source>Here you see what α, τ and the divergence do to the loss, on the logits of your own models.</source>
            <translation>在这里看 α、τ 和散度在你自己模型的 logits 上对损失的影响。</translation>
        </message>
    </context>
    <context>
        <name>WorstPage</name>
        <message>
            <source>Corpus</source>
            <translation>语料</translation>
        </message>
        <message>
            <source>Worst by</source>
            <translation>排序依据</translation>
        </message>
        <message>
            <source>Tokens to read</source>
            <translation>读取词元数</translation>
        </message>
        <message>
            <source>Passages</source>
            <translation>段落数</translation>
        </message>
        <message>
            <source>From the beginning of the corpus's validation part, which nobody trained on</source>
            <translation>从语料验证部分的开头读起，这部分没有用于训练</translation>
        </message>
        <message>
            <source>KL divergence</source>
            <translation>KL 散度</translation>
        </message>
        <message>
            <source>Student's loss minus teacher's</source>
            <translation>学生损失减教师损失</translation>
        </message>
        <message>
            <source>Search</source>
            <translation>查找</translation>
        </message>
        <message>
            <source>Stop</source>
            <translation>停止</translation>
        </message>
        <message>
            <source>Export as CSV…</source>
            <translation>导出为 CSV…</translation>
        </message>
        <message>
            <source>Double-click a passage to see its tokens</source>
            <translation>双击一段即可查看其词元</translation>
        </message>
        <message>
            <source>Text</source>
            <translation>文本</translation>
        </message>
        <message>
            <source>The passage of the validation text</source>
            <translation>验证文本中的片段</translation>
        </message>
        <message>
            <source>KL</source>
            <translation>KL</translation>
        </message>
        <message>
            <source>KL(teacher ‖ student) at temperature 1, nats per token</source>
            <translation>温度为 1 时的 KL(教师 ‖ 学生)，每词元 nat 数</translation>
        </message>
        <message>
            <source>Student's loss</source>
            <translation>学生损失</translation>
        </message>
        <message>
            <source>Nats per token, lower is better</source>
            <translation>每词元 nat 数，越低越好</translation>
        </message>
        <message>
            <source>Teacher's loss</source>
            <translation>教师损失</translation>
        </message>
        <message>
            <source>Agreement with teacher</source>
            <translation>与教师的一致率</translation>
        </message>
        <message>
            <source>How often both models have the same first choice</source>
            <translation>两个模型首选相同的比例</translation>
        </message>
        <message>
            <source>From token</source>
            <translation>起始词元</translation>
        </message>
        <message>
            <source>The place of the first token in the validation part, from 0</source>
            <translation>第一个词元在验证部分中的位置，从 0 数起</translation>
        </message>
        <message>
            <source>Reads the validation text with both models and lists the passages of 64 tokens where the student is furthest from its teacher.</source>
            <translation>用两个模型读验证文本，列出学生与教师相差最远的、每段 64 个词元的段落。</translation>
        </message>
        <message>
            <source>{done} of {total} tokens read</source>
            <translation>已读 {done} / {total} 个词元</translation>
        </message>
        <message>
            <source>Over the {common} pieces that both have, renormalised.</source>
            <translation>只比较两者共有的 {common} 个子词，概率已重新归一化。</translation>
        </message>
        <message>
            <source>Export</source>
            <translation>导出</translation>
        </message>
        <message>
            <source>{path} could not be written: {reason}</source>
            <translation>无法写入 {path}：{reason}</translation>
        </message>
        <message>
            <source>Saved as {path}</source>
            <translation>已保存为 {path}</translation>
        </message>
    </context>
    <context>
        <name>WorstTokensTable</name>
        <message>
            <source>Worst tokens</source>
            <translation>最差的词元</translation>
        </message>
        <message>
            <source>Click a token to see it where it stands</source>
            <translation>点击一个词元，看它所在的位置</translation>
        </message>
        <message>
            <source>Token</source>
            <translation>词元</translation>
        </message>
        <message>
            <source>What was written</source>
            <translation>写出的内容</translation>
        </message>
        <message>
            <source>Written by</source>
            <translation>作者</translation>
        </message>
        <message>
            <source>The model whose text the token stands in</source>
            <translation>词元所在文本的模型</translation>
        </message>
        <message>
            <source>Place</source>
            <translation>位置</translation>
        </message>
        <message>
            <source>The place of the token in its text, from 1</source>
            <translation>词元在文本中的位置，从 1 数起</translation>
        </message>
        <message>
            <source>KL</source>
            <translation>KL</translation>
        </message>
        <message>
            <source>KL(first ‖ second model) at this token, in nats</source>
            <translation>这个词元处的 KL(首个 ‖ 次个)，单位 nat</translation>
        </message>
        <message>
            <source>Probability</source>
            <translation>概率</translation>
        </message>
        <message>
            <source>How likely its own model found the token</source>
            <translation>写它的模型给这个词元的概率</translation>
        </message>
        <message>
            <source>Other's</source>
            <translation>另一模型</translation>
        </message>
        <message>
            <source>How likely the other model found the token</source>
            <translation>另一模型给这个词元的概率</translation>
        </message>
        <message>
            <source>Other's rank</source>
            <translation>另一模型的排名</translation>
        </message>
        <message>
            <source>1 if the token was the other model's first choice</source>
            <translation>如果这个词元是另一模型的首选，则为 1</translation>
        </message>
        <message>
            <source>Other's choice</source>
            <translation>另一模型的首选</translation>
        </message>
        <message>
            <source>What the other model would have written there</source>
            <translation>另一模型在那里会写什么</translation>
        </message>
    </context>
    <context>
        <name>WritePanel</name>
        <message>
            <source>Write</source>
            <translation>写作</translation>
        </message>
        <message>
            <source>Write with every model and strategy (Ctrl+Enter)</source>
            <translation>用每个模型和每种策略写作（Ctrl+Enter）</translation>
        </message>
        <message>
            <source>Stop all</source>
            <translation>全部停止</translation>
        </message>
        <message>
            <source>Export</source>
            <translation>导出</translation>
        </message>
        <message>
            <source>Copy all texts</source>
            <translation>复制所有文字</translation>
        </message>
        <message>
            <source>Texts with all settings…</source>
            <translation>文本及全部设置…</translation>
        </message>
        <message>
            <source>Here models continue your prompt side by side, under several strategies.</source>
            <translation>在这里，几个模型用几种策略并排续写你的提示词。</translation>
        </message>
        <message>
            <source>A column for each model, a row for each strategy: press Write to fill them.</source>
            <translation>每个模型一列，每种策略一行：按“写作”来填充。</translation>
        </message>
        <message>
            <source>Saved as {path}</source>
            <translation>已保存为 {path}</translation>
        </message>
    </context>
    <context>
        <name>WriteSettings</name>
        <message>
            <source>Models</source>
            <translation>模型</translation>
        </message>
        <message>
            <source>Add a model</source>
            <translation>添加模型</translation>
        </message>
    </context>
    <context>
        <name>WritingForm</name>
        <message>
            <source>Seed</source>
            <translation>种子</translation>
        </message>
        <message>
            <source>Both texts are drawn from the same seed</source>
            <translation>两段文本用同一个种子抽样</translation>
        </message>
        <message>
            <source>New tokens</source>
            <translation>新词元数</translation>
        </message>
        <message>
            <source>So many are written behind the text; 0 writes none</source>
            <translation>在文本后面写这么多词元；0 表示不写</translation>
        </message>
    </context>
    <context>
        <name>WrongExamples</name>
        <message>
            <source>Choose an example to read all of it.</source>
            <translation>选择一个样本以阅读全文。</translation>
        </message>
        <message>
            <source>Text</source>
            <translation>文本</translation>
        </message>
        <message>
            <source>A validation example that the model judged wrongly</source>
            <translation>模型判断错误的验证样本</translation>
        </message>
        <message>
            <source>True class</source>
            <translation>真实类别</translation>
        </message>
        <message>
            <source>What the table of examples says</source>
            <translation>样本表中的类别</translation>
        </message>
        <message>
            <source>Taken for</source>
            <translation>被判为</translation>
        </message>
        <message>
            <source>What the model says</source>
            <translation>模型判断的类别</translation>
        </message>
        <message>
            <source>How sure</source>
            <translation>把握</translation>
        </message>
        <message>
            <source>The probability of the class it was taken for</source>
            <translation>模型给所判类别的概率</translation>
        </message>
        <message>
            <source>Wrong and surest of it</source>
            <translation>判错却最有把握的样本</translation>
        </message>
        <message>
            <source>Wrong and surest of it: {truth} taken for {guess}</source>
            <translation>判错却最有把握的样本：{truth} 被判为 {guess}</translation>
        </message>
    </context>
    <context>
        <name>_FindButton</name>
        <message>
            <source>Find learning rate…</source>
            <translation>寻找学习率…</translation>
        </message>
        <message>
            <source>A range test: some steps of this training with a learning rate that grows</source>
            <translation>范围测试：以逐步增大的学习率进行这次训练的若干步</translation>
        </message>
    </context>
    <context>
        <name>_PresetButton</name>
        <message>
            <source>Presets</source>
            <translation>预设</translation>
        </message>
    </context>
    <context>
        <name>_Side</name>
        <message>
            <source>Tokenizer</source>
            <translation>分词器</translation>
        </message>
        <message>
            <source>{tokens} tokens · {bytes} bytes per token · {unknown} unknown</source>
            <translation>{tokens} 个词元，每词元 {bytes} 字节，未知 {unknown}</translation>
        </message>
    </context>
    <context>
        <name>duration</name>
        <message>
            <source>{seconds} s</source>
            <translation>{seconds} 秒</translation>
        </message>
        <message>
            <source>{minutes} min</source>
            <translation>{minutes} 分钟</translation>
        </message>
        <message>
            <source>{hours} h {minutes:02d} min</source>
            <translation>{hours} 小时 {minutes:02d} 分</translation>
        </message>
        <message>
            <source>{days} d {hours} h</source>
            <translation>{days} 天 {hours} 小时</translation>
        </message>
    </context>
    <context>
        <name>engine</name>
        <message>
            <source>Distilling</source>
            <translation>正在蒸馏</translation>
        </message>
        <message>
            <source>the student's context of {ours} tokens is longer than the teacher's {theirs}; choose at most {theirs}</source>
            <translation>学生模型的上下文有 {ours} 个词元，比教师模型的 {theirs} 个长；最多选择 {theirs}</translation>
        </message>
        <message>
            <source>Measuring the teacher on the validation text</source>
            <translation>正在用验证文本测量教师模型</translation>
        </message>
        <message>
            <source>{path} cannot be read: {reason}</source>
            <translation>无法读取 {path}：{reason}</translation>
        </message>
        <message>
            <source>this run began with torch {before} and goes on with {now}; its numbers will not be equal to the last bit</source>
            <translation>本次运行开始时用的是 torch {before}，现在用 {now} 继续；数值不会逐位相同</translation>
        </message>
        <message>
            <source>Counting n-grams for the baseline</source>
            <translation>正在统计基线的 n-gram</translation>
        </message>
        <message>
            <source>Measuring</source>
            <translation>正在测量</translation>
        </message>
        <message>
            <source>Name</source>
            <translation>名称</translation>
        </message>
        <message>
            <source>What the corpus is called; the models' names begin with it.</source>
            <translation>语料的名称；各模型的名称以它开头。</translation>
        </message>
        <message>
            <source>Files</source>
            <translation>文件</translation>
        </message>
        <message>
            <source>Text files and folders to learn from; empty takes a sample.</source>
            <translation>用来学习的文本文件和文件夹；留空则使用自带样例。</translation>
        </message>
        <message>
            <source>Sample</source>
            <translation>自带样例</translation>
        </message>
        <message>
            <source>A built-in text to learn from instead of files.</source>
            <translation>不用文件，而用一份自带的文本来学习。</translation>
        </message>
        <message>
            <source>min</source>
            <translation>分钟</translation>
        </message>
        <message>
            <source>Vocabulary size</source>
            <translation>词表大小</translation>
        </message>
        <message>
            <source>Pieces of the tokenizer.</source>
            <translation>分词器有多少个子词。</translation>
        </message>
        <message>
            <source>pieces</source>
            <translation>个子词</translation>
        </message>
        <message>
            <source>Teacher</source>
            <translation>教师</translation>
        </message>
        <message>
            <source>The larger model.</source>
            <translation>较大的模型。</translation>
        </message>
        <message>
            <source>Student</source>
            <translation>学生</translation>
        </message>
        <message>
            <source>The smaller model.</source>
            <translation>较小的模型。</translation>
        </message>
        <message>
            <source>Distillation temperature τ</source>
            <translation>蒸馏温度 τ</translation>
        </message>
        <message>
            <source>Softens both distributions before they are compared.</source>
            <translation>比较之前，先把两个分布都软化。</translation>
        </message>
        <message>
            <source>Weight of the teacher α</source>
            <translation>教师权重 α</translation>
        </message>
        <message>
            <source>The share of the soft loss; the true next token has the rest.</source>
            <translation>软损失所占的比例；其余归真正的下一个词元。</translation>
        </message>
        <message>
            <source>Sample prompt</source>
            <translation>生成文本的提示词</translation>
        </message>
        <message>
            <source>The models continue this text while they learn.</source>
            <translation>模型在学习过程中续写这段文字。</translation>
        </message>
        <message>
            <source>Seed</source>
            <translation>种子</translation>
        </message>
        <message>
            <source>Decides everything random.</source>
            <translation>决定一切随机的东西。</translation>
        </message>
        <message>
            <source>choose either files or a sample</source>
            <translation>文件和自带样例只能选一种</translation>
        </message>
        <message>
            <source>Finished</source>
            <translation>已完成</translation>
        </message>
        <message>
            <source>Stopped; what was reached is saved, and the run can be resumed</source>
            <translation>已停止；已有的进展已保存，可以继续这次运行</translation>
        </message>
        <message>
            <source>Handed over to a process of its own</source>
            <translation>已交给独立进程</translation>
        </message>
        <message>
            <source>the disk is full: {reason}</source>
            <translation>磁盘已满：{reason}</translation>
        </message>
        <message>
            <source>not enough memory; halve the micro-batch and double the accumulation, which keeps the batch as it is</source>
            <translation>内存不足；请把微批减半、累积加倍，批次大小不变</translation>
        </message>
        <message>
            <source>an unexpected error: {kind}: {reason}. The run's folder holds its traceback.txt</source>
            <translation>意外错误：{kind}：{reason}。运行的文件夹里有 traceback.txt</translation>
        </message>
        <message>
            <source>the {split} part of the corpus has no text to score; add documents or raise its validation share</source>
            <translation>语料的 {split} 部分没有可以评分的文本；请添加文档，或者提高验证比例</translation>
        </message>
        <message>
            <source>Training</source>
            <translation>正在训练</translation>
        </message>
        <message>
            <source>there is no text to look at; write a sentence</source>
            <translation>没有可看的文字；请写一个句子</translation>
        </message>
        <message>
            <source>'{one}' and '{other}' have different tokenizers, so that their losses per token cannot be compared; evaluate them one by one and compare bits per byte</source>
            <translation>“{one}”和“{other}”的分词器不同，每词元的损失无法比较；请分别评估，再比较每字节比特数</translation>
        </message>
        <message>
            <source>Model</source>
            <translation>模型</translation>
        </message>
        <message>
            <source>A name, with @best, @last or @STEP behind it if wanted.</source>
            <translation>一个名称，需要时在后面加上 @best、@last 或 @步数。</translation>
        </message>
        <message>
            <source>model</source>
            <translation>模型</translation>
        </message>
        <message>
            <source>Role</source>
            <translation>角色</translation>
        </message>
        <message>
            <source>What the model is in this comparison.</source>
            <translation>这个模型在比较中的角色。</translation>
        </message>
        <message>
            <source>What the comparison is called.</source>
            <translation>这次比较的名称。</translation>
        </message>
        <message>
            <source>Corpus</source>
            <translation>语料</translation>
        </message>
        <message>
            <source>The text to score.</source>
            <translation>要评分的文本。</translation>
        </message>
        <message>
            <source>train</source>
            <translation>训练部分</translation>
        </message>
        <message>
            <source>validation</source>
            <translation>验证</translation>
        </message>
        <message>
            <source>Part</source>
            <translation>部分</translation>
        </message>
        <message>
            <source>Which part of the corpus is scored.</source>
            <translation>对语料的哪一部分评分。</translation>
        </message>
        <message>
            <source>Models</source>
            <translation>模型</translation>
        </message>
        <message>
            <source>The models to measure.</source>
            <translation>要测量的模型。</translation>
        </message>
        <message>
            <source>Agreement and KL are measured against this model; empty measures neither.</source>
            <translation>一致率和 KL 散度以这个模型为准；留空则两者都不测量。</translation>
        </message>
        <message>
            <source>Tokens</source>
            <translation>词元数</translation>
        </message>
        <message>
            <source>How much of the text is scored, at most; 0 means all of it.</source>
            <translation>最多对多少文本评分；0 表示全部。</translation>
        </message>
        <message>
            <source>tokens</source>
            <translation>个词元</translation>
        </message>
        <message>
            <source>N-gram baseline</source>
            <translation>N-gram 基线</translation>
        </message>
        <message>
            <source>Adds the row of a Kneser-Ney n-gram model.</source>
            <translation>增加一行 Kneser-Ney n-gram 模型的结果。</translation>
        </message>
        <message>
            <source>Runtime</source>
            <translation>运行环境</translation>
        </message>
        <message>
            <source>Device, precision, threads and seed.</source>
            <translation>设备、精度、线程和种子。</translation>
        </message>
        <message>
            <source>Distillation made no measurable difference: {difference:+.4f} ± {margin:.4f} nats per token against the control (95 % over this text, one seed).</source>
            <translation>蒸馏没有带来可测的差别：与对照相比每词元 {difference:+.4f} ± {margin:.4f} nat（就这份文本而言 95 %，单个种子）。</translation>
        </message>
        <message>
            <source>The distilled student predicts this text better than its control: {difference:+.4f} ± {margin:.4f} nats per token (95 % over this text, one seed).</source>
            <translation>蒸馏出来的学生模型对这份文本的预测好于对照：每词元 {difference:+.4f} ± {margin:.4f} nat（就这份文本而言 95 %，单个种子）。</translation>
        </message>
        <message>
            <source>Distillation did not help here: the student is worse than its control by {difference:+.4f} ± {margin:.4f} nats per token (95 % over this text, one seed).</source>
            <translation>蒸馏在这里没有帮助：学生模型比对照差，每词元 {difference:+.4f} ± {margin:.4f} nat（就这份文本而言 95 %，单个种子）。</translation>
        </message>
        <message>
            <source>Saving the corpus</source>
            <translation>正在保存语料</translation>
        </message>
        <message>
            <source>no text found in {places}: {reason}</source>
            <translation>在 {places} 中没有找到文本：{reason}</translation>
        </message>
        <message>
            <source>every document to train on also stands in the validation files; choose other validation files, or keep duplicates</source>
            <translation>所有训练文档也都在验证文件里；请选择别的验证文件，或者保留重复</translation>
        </message>
        <message>
            <source>there is no corpus in {folder}</source>
            <translation>{folder} 中没有语料</translation>
        </message>
        <message>
            <source>{path} is damaged and cannot be read</source>
            <translation>{path} 已损坏，无法读取</translation>
        </message>
        <message>
            <source>{path} is missing</source>
            <translation>缺少 {path}</translation>
        </message>
        <message>
            <source>{path} is damaged: it has {size} bytes instead of {expected}</source>
            <translation>{path} 已损坏：应有 {expected} 字节，实际为 {size} 字节</translation>
        </message>
        <message>
            <source>Looking for duplicates</source>
            <translation>正在查找重复</translation>
        </message>
        <message>
            <source>{count} duplicates were dropped</source>
            <translation>去掉了 {count} 篇重复文档</translation>
        </message>
        <message>
            <source>Counting characters</source>
            <translation>正在统计字符</translation>
        </message>
        <message>
            <source>Looking for text files</source>
            <translation>正在查找文本文件</translation>
        </message>
        <message>
            <source>Reading documents</source>
            <translation>正在读取文档</translation>
        </message>
        <message>
            <source>{count} files or parts of files could not be read and were skipped; the corpus lists the first of them</source>
            <translation>有 {count} 处文件或文件的片段无法读取，已跳过；语料中列出了最前面的几处</translation>
        </message>
        <message>
            <source>documents of more than {limit} characters were cut at the ends of lines ({count} cuts)</source>
            <translation>超过 {limit} 个字符的文档已在行尾切开（共 {count} 处）</translation>
        </message>
        <message>
            <source>{file}, line {line}: is not valid JSON</source>
            <translation>{file} 第 {line} 行：不是有效的 JSON</translation>
        </message>
        <message>
            <source>'{encoding}' is not an encoding of text</source>
            <translation>“{encoding}”不是文本编码</translation>
        </message>
        <message>
            <source>{file} cannot be read: {reason}</source>
            <translation>无法读取 {file}：{reason}</translation>
        </message>
        <message>
            <source>{file} is empty</source>
            <translation>{file} 是空的</translation>
        </message>
        <message>
            <source>{file} is read as {encoding}, by a guess; if the preview looks wrong, choose the encoding</source>
            <translation>{file} 的编码推测为 {encoding}；如果预览不对，请自己选择编码</translation>
        </message>
        <message>
            <source>{file} holds no text in a known encoding; it was skipped</source>
            <translation>{file} 中没有已知编码的文本，已跳过</translation>
        </message>
        <message>
            <source>{path} is not there; check the path, or choose the file again</source>
            <translation>{path} 不存在；请检查路径，或者重新选择文件</translation>
        </message>
        <message>
            <source>{file} is a link; links inside folders are not followed</source>
            <translation>{file} 是链接；不会跟随文件夹里的链接</translation>
        </message>
        <message>
            <source>{file} is of a kind that is not read as text</source>
            <translation>{file} 属于不作为文本读取的类型</translation>
        </message>
        <message>
            <source>{file} is not a file but a pipe, socket or device</source>
            <translation>{file} 不是文件，而是管道、套接字或设备</translation>
        </message>
        <message>
            <source>What the corpus is called in this project.</source>
            <translation>语料在本项目中的名称。</translation>
        </message>
        <message>
            <source>Encoding</source>
            <translation>编码</translation>
        </message>
        <message>
            <source>How the files' bytes stand for characters, such as utf-8 or gb18030; empty: found for each file.</source>
            <translation>文件的字节怎样表示字符，例如 utf-8 或 gb18030；留空则逐个文件识别。</translation>
        </message>
        <message>
            <source>Field</source>
            <translation>字段</translation>
        </message>
        <message>
            <source>auto</source>
            <translation>自动</translation>
        </message>
        <message>
            <source>blank lines</source>
            <translation>按空行</translation>
        </message>
        <message>
            <source>lines</source>
            <translation>按行</translation>
        </message>
        <message>
            <source>files</source>
            <translation>按文件</translation>
        </message>
        <message>
            <source>Documents</source>
            <translation>文档划分</translation>
        </message>
        <message>
            <source>What counts as one document in .txt and .md files: blocks between blank lines, lines, or whole files; auto decides for each file. In tables each row is a document.</source>
            <translation>.txt 和 .md 文件中什么算一篇文档：空行之间的段落、一行，或者整个文件；“自动”逐个文件决定。表格中每一行是一篇文档。</translation>
        </message>
        <message>
            <source>Drop duplicates</source>
            <translation>去掉重复</translation>
        </message>
        <message>
            <source>Keep only the first of documents that are equal, character for character.</source>
            <translation>一字不差的文档只留第一篇。</translation>
        </message>
        <message>
            <source>Validation share</source>
            <translation>验证比例</translation>
        </message>
        <message>
            <source>Validation files</source>
            <translation>验证文件</translation>
        </message>
        <message>
            <source>Files and folders to measure on; with them, all other documents are trained on.</source>
            <translation>用来测量的文件和文件夹；指定后，其余文档全部用于训练。</translation>
        </message>
        <message>
            <source>stories en</source>
            <translation>英文小故事</translation>
        </message>
        <message>
            <source>stories zh</source>
            <translation>中文小故事</translation>
        </message>
        <message>
            <source>python reference</source>
            <translation>Python 语言参考</translation>
        </message>
        <message>
            <source>A built-in corpus instead of files: little stories in English or Chinese, or the reference of the Python language.</source>
            <translation>不用文件，而用自带的语料：英文或中文的小故事，或者 Python 语言参考。</translation>
        </message>
        <message>
            <source>Stories</source>
            <translation>故事数</translation>
        </message>
        <message>
            <source>How many stories the sample of little stories has.</source>
            <translation>小故事样例有多少个故事。</translation>
        </message>
        <message>
            <source>documents</source>
            <translation>篇</translation>
        </message>
        <message>
            <source>'{encoding}' is not an encoding of text; did you mean '{guess}'?</source>
            <translation>“{encoding}”不是文本编码；是不是“{guess}”？</translation>
        </message>
        <message>
            <source>'{encoding}' is not an encoding of text; try utf-8, or leave it empty</source>
            <translation>“{encoding}”不是文本编码；请试试 utf-8，或者留空</translation>
        </message>
        <message>
            <source>name at least one file or folder, or choose a sample</source>
            <translation>请至少指定一个文件或文件夹，或者选择自带样例</translation>
        </message>
        <message>
            <source>choose either files or a sample; a corpus cannot be made of both</source>
            <translation>文件和自带样例只能选一种；一份语料不能同时由两者组成</translation>
        </message>
        <message>
            <source>the text is too short to keep a part of it for validation; add more text</source>
            <translation>文本太短，无法留出一部分用作验证；请添加更多文本</translation>
        </message>
        <message>
            <source>{file} has no column of text</source>
            <translation>{file} 没有文本列</translation>
        </message>
        <message>
            <source>{file} has no field '{field}'; did you mean '{guess}'? It has: {known}</source>
            <translation>{file} 没有字段“{field}”；是不是“{guess}”？它有：{known}</translation>
        </message>
        <message>
            <source>{file} has no field '{field}'; it has: {known}</source>
            <translation>{file} 没有字段“{field}”；它有：{known}</translation>
        </message>
        <message>
            <source>{file}, line {line}: has no text in '{field}'</source>
            <translation>{file} 第 {line} 行：“{field}”中没有文本</translation>
        </message>
        <message>
            <source>the training part has {count} tokens, and one window needs {needed}; add text or choose a smaller context</source>
            <translation>训练部分有 {count} 个词元，而一个窗口需要 {needed} 个；请添加文本，或者选择更短的上下文</translation>
        </message>
        <message>
            <source>Encoding text</source>
            <translation>正在编码文本</translation>
        </message>
        <message>
            <source>{folder} holds no encoded text</source>
            <translation>{folder} 中没有编码后的文本</translation>
        </message>
        <message>
            <source>{path} is not what was written</source>
            <translation>{path} 与写入时的内容不符</translation>
        </message>
        <message>
            <source>{path} has {found} bytes instead of {needed}; delete its folder to encode again</source>
            <translation>{path} 应有 {needed} 字节，实际为 {found} 字节；删除它所在的文件夹即可重新编码</translation>
        </message>
        <message>
            <source>the student cannot copy the teacher's layers: its {setting} is {ours} and the teacher's {theirs}; make them equal, or start from random weights</source>
            <translation>学生模型无法复制教师模型的层：它的 {setting} 是 {ours}，教师模型的是 {theirs}；请使两者相等，或者从随机权重开始</translation>
        </message>
        <message>
            <source>the teacher has layers 0 to {last}; there is no layer {layer}</source>
            <translation>教师模型的层是 0 到 {last}；没有第 {layer} 层</translation>
        </message>
        <message>
            <source>random</source>
            <translation>随机</translation>
        </message>
        <message>
            <source>from teacher</source>
            <translation>复制教师</translation>
        </message>
        <message>
            <source>First weights</source>
            <translation>初始权重</translation>
        </message>
        <message>
            <source>Steps</source>
            <translation>步数</translation>
        </message>
        <message>
            <source>How long this stage lasts.</source>
            <translation>这个阶段持续多久。</translation>
        </message>
        <message>
            <source>steps</source>
            <translation>步</translation>
        </message>
        <message>
            <source>Softens both distributions before they are compared; it is not the temperature of sampling. For language models 1 is often best, 2 is the classic choice.</source>
            <translation>比较之前，先把两个分布都软化；它不是采样温度。对语言模型，1 常常最好；2 是经典的取值。</translation>
        </message>
        <message>
            <source>The share of the soft loss; the true next token has the rest. 1 uses no labels, 0 no teacher.</source>
            <translation>软损失所占的比例；其余归真正的下一个词元。1 表示不用标签，0 表示不用教师。</translation>
        </message>
        <message>
            <source>Scale by τ²</source>
            <translation>乘以 τ²</translation>
        </message>
        <message>
            <source>The softened loss has gradients that shrink as 1/τ². Multiplying by τ² keeps the meaning of α the same at every temperature.</source>
            <translation>软化后的损失，梯度按 1/τ² 缩小。乘以 τ² 可以让 α 在任何温度下含义不变。</translation>
        </message>
        <message>
            <source>Learning rate</source>
            <translation>学习率</translation>
        </message>
        <message>
            <source>Multiplies the schedule's learning rate during this stage.</source>
            <translation>在这个阶段与计划中的学习率相乘。</translation>
        </message>
        <message>
            <source>×</source>
            <translation>×</translation>
        </message>
        <message>
            <source>What the student will be called.</source>
            <translation>学生模型的名称。</translation>
        </message>
        <message>
            <source>The text both models read.</source>
            <translation>两个模型都要读的文本。</translation>
        </message>
        <message>
            <source>The model to learn from: a name, with @best, @last or @STEP behind it if wanted.</source>
            <translation>要学习的模型：一个名称，需要时在后面加上 @best、@last 或 @步数。</translation>
        </message>
        <message>
            <source>The shape of the model that learns.</source>
            <translation>学习的模型的形状。</translation>
        </message>
        <message>
            <source>Stages</source>
            <translation>阶段</translation>
        </message>
        <message>
            <source>One after another.</source>
            <translation>依次进行。</translation>
        </message>
        <message>
            <source>Optimizer</source>
            <translation>优化器</translation>
        </message>
        <message>
            <source>How the weights follow the gradient.</source>
            <translation>权重怎样跟随梯度。</translation>
        </message>
        <message>
            <source>Schedule</source>
            <translation>学习率计划</translation>
        </message>
        <message>
            <source>The schedule of the learning rate.</source>
            <translation>学习率的变化过程。</translation>
        </message>
        <message>
            <source>Loop</source>
            <translation>训练循环</translation>
        </message>
        <message>
            <source>Batches and evaluations.</source>
            <translation>批次与评估。</translation>
        </message>
        <message>
            <source>Permission denied</source>
            <translation>没有权限</translation>
        </message>
        <message>
            <source>No such file or folder</source>
            <translation>没有这个文件或文件夹</translation>
        </message>
        <message>
            <source>It is a folder</source>
            <translation>这是一个文件夹</translation>
        </message>
        <message>
            <source>It is not a folder</source>
            <translation>这不是文件夹</translation>
        </message>
        <message>
            <source>The links lead in a circle</source>
            <translation>链接互相指向，形成循环</translation>
        </message>
        <message>
            <source>The file system is read-only</source>
            <translation>文件系统是只读的</translation>
        </message>
        <message>
            <source>The name is too long</source>
            <translation>名称太长</translation>
        </message>
        <message>
            <source>No space left on the disk</source>
            <translation>磁盘空间不足</translation>
        </message>
        <message>
            <source>The disk reports an error</source>
            <translation>磁盘报告错误</translation>
        </message>
        <message>
            <source>there is no token to continue; begin the prompt with at least one</source>
            <translation>没有可以续写的词元；提示词至少要有一个</translation>
        </message>
        <message>
            <source>the model's output after {tokens} tokens is not a number; its weights are damaged</source>
            <translation>模型在 {tokens} 个词元之后的输出不是数；它的权重已损坏</translation>
        </message>
        <message>
            <source>a text needs at least two tokens to be scored; this one has {n}</source>
            <translation>至少要有两个词元才能评分；这段文字有 {n} 个</translation>
        </message>
        <message>
            <source>Strategy</source>
            <translation>策略</translation>
        </message>
        <message>
            <source>Greedy always takes the most likely token.</source>
            <translation>贪心总是取最可能的词元。</translation>
        </message>
        <message>
            <source>Sample draws each token by its probability.</source>
            <translation>采样按概率抽取每个词元。</translation>
        </message>
        <message>
            <source>Sampling temperature</source>
            <translation>采样温度</translation>
        </message>
        <message>
            <source>Below 1 the likely tokens become likelier, above 1 rarer ones get a chance. It is not the temperature of distillation.</source>
            <translation>小于 1 时，可能的词元更加可能；大于 1 时，少见的词元也有机会。它不是蒸馏温度。</translation>
        </message>
        <message>
            <source>Top-k</source>
            <translation>Top-k</translation>
        </message>
        <message>
            <source>Only the k most likely tokens may be drawn, ties included; 0 allows all.</source>
            <translation>只抽取最可能的 k 个词元（包括并列的）；0 表示全部允许。</translation>
        </message>
        <message>
            <source>Top-p</source>
            <translation>Top-p</translation>
        </message>
        <message>
            <source>Only the fewest most likely tokens whose probabilities reach p together may be drawn; 1 allows all.</source>
            <translation>只抽取概率加起来达到 p 的最少几个最可能的词元；1 表示全部允许。</translation>
        </message>
        <message>
            <source>'{text}' is not a strategy; write greedy, or sample(temperature=0.8,top_p=0.9)</source>
            <translation>“{text}”不是策略；请写 greedy，或者 sample(temperature=0.8,top_p=0.9)</translation>
        </message>
        <message>
            <source>'{name}' is not a strategy; did you mean '{known}({setting}=…)'?</source>
            <translation>“{name}”不是策略；是不是“{known}({setting}=…)”？</translation>
        </message>
        <message>
            <source>'{name}' is not a strategy; did you mean '{near}'?</source>
            <translation>“{name}”不是策略；是不是“{near}”？</translation>
        </message>
        <message>
            <source>'{name}' is not a strategy; there are {known}</source>
            <translation>“{name}”不是策略；可用的有 {known}</translation>
        </message>
        <message>
            <source>'{part}' is not a setting; write it as name=value</source>
            <translation>“{part}”不是设置；请写成 名称=值</translation>
        </message>
        <message>
            <source>'{name}' is not a setting of {strategy}; did you mean '{near}'?</source>
            <translation>“{name}”不是 {strategy} 的设置；是不是“{near}”？</translation>
        </message>
        <message>
            <source>'{name}' is not a setting of {strategy}; it has {known}</source>
            <translation>“{name}”不是 {strategy} 的设置；它有 {known}</translation>
        </message>
        <message>
            <source>there is no text to attend to; write at least one word</source>
            <translation>没有可以关注的文字；请至少写一个词</translation>
        </message>
        <message>
            <source>the text has {count} tokens, and this model reads at most {context}; shorten it</source>
            <translation>这段文字有 {count} 个词元，而这个模型最多读 {context} 个；请缩短</translation>
        </message>
        <message>
            <source>the two models split the text into different tokens ({teacher} and {student}); compare models that share a tokenizer</source>
            <translation>两个模型把文字切成了不同的词元（{teacher} 个和 {student} 个）；请比较使用同一个分词器的模型</translation>
        </message>
        <message>
            <source>{path} cannot be written: {reason}; choose another folder</source>
            <translation>无法写入 {path}：{reason}；请选择别的文件夹</translation>
        </message>
        <message>
            <source>{path} names no format; end it in {suffixes}</source>
            <translation>从 {path} 看不出格式；请以 {suffixes} 结尾</translation>
        </message>
        <message>
            <source>{path} is not there; is this a checkpoint's folder?</source>
            <translation>{path} 不存在；这是检查点的文件夹吗？</translation>
        </message>
        <message>
            <source>{path} cannot be read as weights: {reason}</source>
            <translation>{path} 无法作为权重读取：{reason}</translation>
        </message>
        <message>
            <source>{path} lacks '{name}', which its model.json asks for</source>
            <translation>{path} 缺少 model.json 要求的“{name}”</translation>
        </message>
        <message>
            <source>{path} holds '{name}', unknown to its model.json</source>
            <translation>{path} 含有 model.json 中没有的“{name}”</translation>
        </message>
        <message>
            <source>{path} does not fit its model.json: '{name}' is {found}, not {expected}</source>
            <translation>{path} 与 model.json 不符：“{name}”是 {found}，应为 {expected}</translation>
        </message>
        <message>
            <source>{path} does not describe a model: {reason}</source>
            <translation>{path} 描述的不是模型：{reason}</translation>
        </message>
        <message>
            <source>The n-gram baseline was fitted to the first {used} of {available} training tokens, to bound its memory.</source>
            <translation>为了限制内存，n-gram 基线只用了 {available} 个训练词元中的前 {used} 个。</translation>
        </message>
        <message>
            <source>Architecture</source>
            <translation>架构</translation>
        </message>
        <message>
            <source>GPT predicts each token from the ones before it.</source>
            <translation>GPT 根据前面的词元预测每个词元。</translation>
        </message>
        <message>
            <source>Layers</source>
            <translation>层数</translation>
        </message>
        <message>
            <source>Blocks of attention and feed-forward, one after another. Parameters and time grow in proportion.</source>
            <translation>由注意力和前馈组成的块，一个接一个。参数量和时间按比例增长。</translation>
        </message>
        <message>
            <source>Width</source>
            <translation>宽度</translation>
        </message>
        <message>
            <source>Numbers that stand for one token inside the model. A block's parameters grow with its square.</source>
            <translation>模型内部用多少个数表示一个词元。每块的参数量随它的平方增长。</translation>
        </message>
        <message>
            <source>Heads</source>
            <translation>注意力头</translation>
        </message>
        <message>
            <source>Attention patterns side by side in each layer; the width is divided among them.</source>
            <translation>每层中并列的注意力头的个数；宽度由它们平分。</translation>
        </message>
        <message>
            <source>Context</source>
            <translation>上下文</translation>
        </message>
        <message>
            <source>Tokens the model sees at once. The cost of attention grows with its square.</source>
            <translation>模型一次能看到的词元数。注意力的开销随它的平方增长。</translation>
        </message>
        <message>
            <source>Dropout</source>
            <translation>Dropout</translation>
        </message>
        <message>
            <source>Share of activations zeroed while training. 0.1 helps when the same text is read many times; 0 is faster.</source>
            <translation>训练时置零的激活值所占的比例。同一份文本读很多遍时，0.1 有帮助；0 更快。</translation>
        </message>
        <message>
            <source>Feed-forward width</source>
            <translation>前馈宽度</translation>
        </message>
        <message>
            <source>Activation</source>
            <translation>激活函数</translation>
        </message>
        <message>
            <source>Shared embeddings</source>
            <translation>共享嵌入</translation>
        </message>
        <message>
            <source>all examples are of the class '{label}'; there is nothing to tell apart</source>
            <translation>所有样本都属于类别“{label}”，没有可区分的</translation>
        </message>
        <message>
            <source>'{column}' holds {count} different values, and at most {most} classes can be told apart; is it the column of the label?</source>
            <translation>“{column}”列有 {count} 个不同的值，而最多能区分 {most} 类；它是标签列吗？</translation>
        </message>
        <message>
            <source>no example to learn from has the class {labels}; it cannot be found</source>
            <translation>训练样本中没有类别 {labels}，模型不可能判出它</translation>
        </message>
        <message>
            <source>there is no text to classify; write one</source>
            <translation>没有要分类的文本；请写一段</translation>
        </message>
        <message>
            <source>Reading the examples</source>
            <translation>正在读取样本</translation>
        </message>
        <message>
            <source>{train} examples to learn from, {validation} to measure on</source>
            <translation>{train} 个样本用于学习，{validation} 个用于测量</translation>
        </message>
        <message>
            <source>{count} examples stand in both files; they are measured on and not learnt from</source>
            <translation>{count} 个样本同时出现在两个文件中；它们只用于测量，不用于学习</translation>
        </message>
        <message>
            <source>{path} has no example of its own to learn from, or the validation file has none; look at the columns' names</source>
            <translation>{path} 没有自己的样本可供学习，或者验证文件没有样本；请检查列名</translation>
        </message>
        <message>
            <source>{path}: {count} rows lack a text or a target, or cannot be read; left out</source>
            <translation>{path}：{count} 行缺少文本或目标，或无法读取；已略去</translation>
        </message>
        <message>
            <source>{path}: {count} rows repeat an earlier one; each example counts once</source>
            <translation>{path}：{count} 行与前面的重复；每个样本只算一次</translation>
        </message>
        <message>
            <source>there are not two sentences; write both</source>
            <translation>没有两个句子；请把两句都写上</translation>
        </message>
        <message>
            <source>{learning} of {total} parameters learn</source>
            <translation>{total} 个参数中有 {learning} 个参与学习</translation>
        </message>
        <message>
            <source>'{model}' is a BERT, which does not write; let it classify, or choose a GPT or Llama model to answer prompts</source>
            <translation>“{model}”是 BERT，不会写作；请让它分类，或选择 GPT 或 Llama 模型来回答提示词</translation>
        </message>
        <message>
            <source>{frozen} layers are to be frozen, and '{model}' has {layers}; choose at most {layers}</source>
            <translation>要冻结 {frozen} 层，而“{model}”只有 {layers} 层；最多选 {layers}</translation>
        </message>
        <message>
            <source>Reading the tokenizer</source>
            <translation>正在读取分词器</translation>
        </message>
        <message>
            <source>Reading the weights</source>
            <translation>正在读取权重</translation>
        </message>
        <message>
            <source>the project has this tokenizer already; it is used again</source>
            <translation>项目中已有这个分词器；将继续使用它</translation>
        </message>
        <message>
            <source>not taken over from {folder}: {ignored}</source>
            <translation>未从 {folder} 取用：{ignored}</translation>
        </message>
        <message>
            <source>the tokenizer has {pieces} pieces and the model only {rows} rows for them; the two do not belong together</source>
            <translation>分词器有 {pieces} 个子词，而模型只有 {rows} 行与之对应；二者不属于一起</translation>
        </message>
        <message>
            <source>no response fits beside its prompt into the context of {context} tokens; choose a model with a longer context, or shorter prompts</source>
            <translation>{context} 个词元的上下文放不下提示词和任何回答；请选择上下文更长的模型，或缩短提示词</translation>
        </message>
        <message>
            <source>{count} prompts fill the whole context of {context} tokens; left out</source>
            <translation>{count} 个提示词占满了 {context} 个词元的上下文；已略去</translation>
        </message>
        <message>
            <source>a BERT learns to fill in masks with its masked-token head; turn it on</source>
            <translation>BERT 通过掩码预测头学习填补掩码；请打开它</translation>
        </message>
        <message>
            <source>Next-sentence accuracy {share:.1%} ± {margin:.1%} (95 %, {count} pairs): above chance, which is 50 %.</source>
            <translation>下一句准确率 {share:.1%} ± {margin:.1%}（95 %，{count} 对）：高于随机水平 50 %。</translation>
        </message>
        <message>
            <source>Next-sentence accuracy {share:.1%} ± {margin:.1%} (95 %, {count} pairs): not above chance, which is 50 %. It needs more training or longer texts.</source>
            <translation>下一句准确率 {share:.1%} ± {margin:.1%}（95 %，{count} 对）：不高于随机水平 50 %。需要更多训练或更长的文本。</translation>
        </message>
        <message>
            <source>What the model and its tokenizer will be called.</source>
            <translation>模型及其分词器的名称。</translation>
        </message>
        <message>
            <source>there is no text to compare the models on; write a sentence</source>
            <translation>没有可以用来比较模型的文本；请写一句话</translation>
        </message>
        <message>
            <source>a context of {context} tokens is too short for an example; choose another model</source>
            <translation>{context} 个词元的上下文放不下一个样本；请选择其他模型</translation>
        </message>
        <message>
            <source>there are {count} different examples; at least 2 are needed, some hundreds are usual</source>
            <translation>只有 {count} 个不同的样本；至少需要 2 个，通常要几百个</translation>
        </message>
        <message>
            <source>the tokenizer has no {missing} token, which a BERT needs; choose a tokenizer trained here, or one that came with a BERT</source>
            <translation>分词器没有 BERT 需要的 {missing} 词元；请选择在此训练的分词器，或随 BERT 一起的分词器</translation>
        </message>
        <message>
            <source>a context of {context} tokens is too short for an example; choose {least} or more</source>
            <translation>{context} 个词元的上下文放不下一个样本；请选择 {least} 或更多</translation>
        </message>
        <message>
            <source>the {split} part of the corpus has no text; add documents or change its validation share</source>
            <translation>语料的 {split} 部分没有文本；请添加文档，或更改其验证比例</translation>
        </message>
        <message>
            <source>Encoding sentences</source>
            <translation>正在编码句子</translation>
        </message>
        <message>
            <source>{folder} holds no encoded sentences</source>
            <translation>{folder} 中没有已编码的句子</translation>
        </message>
        <message>
            <source>Divergence</source>
            <translation>散度</translation>
        </message>
        <message>
            <source>KL(teacher ‖ student): the student has to cover all that the teacher finds likely. The usual choice, and the one for a low perplexity.</source>
            <translation>KL(教师 ‖ 学生)：凡是教师认为可能的，学生都要覆盖到。这是通常的选择，想要低困惑度就用它。</translation>
        </message>
        <message>
            <source>KL(student ‖ teacher): the student keeps to what the teacher finds likely and may leave the rest out. For a much smaller student that is to write well.</source>
            <translation>KL(学生 ‖ 教师)：学生只守住教师认为可能的，其余可以放弃。适合比教师小得多、又要写得好的学生。</translation>
        </message>
        <message>
            <source>Forward plus reverse KL, so larger than either: the student should neither leave out nor make up. Choose a lower α than with one of them.</source>
            <translation>前向 KL 加反向 KL，所以比任何一个都大：学生既不该遗漏，也不该编造。α 要比只用其中一个时取得小。</translation>
        </message>
        <message>
            <source>Both against their mixture, β parts teacher and 1−β parts student, as in GKD. It has an upper bound, so that a few tokens cannot rule the loss. For a way between both KLs.</source>
            <translation>两个分布各自与它们的混合（教师占 β，学生占 1−β）相比，与 GKD 相同。它有上界，少数词元左右不了损失。适合在两种 KL 之间取折中。</translation>
        </message>
        <message>
            <source>Share of the teacher β</source>
            <translation>教师所占份额 β</translation>
        </message>
        <message>
            <source>Near 0 it is like forward KL, near 1 like reverse KL, at 0.5 symmetric; exactly 0 and 1 are the two KLs themselves.</source>
            <translation>接近 0 时像前向 KL，接近 1 时像反向 KL，0.5 时对称；恰好为 0 和 1 时就是这两个 KL 本身。</translation>
        </message>
        <message>
            <source>Divide by β(1−β)</source>
            <translation>除以 β(1−β)</translation>
        </message>
        <message>
            <source>Without it the loss fades as β nears 0 or 1, as published for GKD. With it the loss tends to the two KLs, and α keeps its meaning as β changes.</source>
            <translation>不除时，β 接近 0 或 1，损失会变得很小，这是 GKD 论文发表的形式。除以之后，损失趋于两个 KL，改变 β 时 α 的含义不变。</translation>
        </message>
        <message>
            <source>Forward KL with a little of the teacher mixed into the student, as in DistiLLM: gradients stay small where the student misses a token. For a student far from its teacher.</source>
            <translation>前向 KL，并在学生一侧混入一点教师，与 DistiLLM 相同：学生漏掉某个词元时，梯度仍然不大。适合离教师很远的学生。</translation>
        </message>
        <message>
            <source>Skew a</source>
            <translation>偏斜系数 a</translation>
        </message>
        <message>
            <source>How much of the teacher is mixed into the student; more is smoother and weaker.</source>
            <translation>在学生一侧混入多少教师；越多越平滑，也越弱。</translation>
        </message>
        <message>
            <source>Reverse KL with a little of the student mixed into the teacher, as in DistiLLM: it stays bounded where the teacher finds a token impossible. For a student far from its teacher that is to write well.</source>
            <translation>反向 KL，并在教师一侧混入一点学生，与 DistiLLM 相同：教师认为某个词元不可能时，它仍然有界。适合离教师很远、又要写得好的学生。</translation>
        </message>
        <message>
            <source>How much of the student is mixed into the teacher; more is smoother and weaker.</source>
            <translation>在教师一侧混入多少学生；越多越平滑，也越弱。</translation>
        </message>
        <message>
            <source>Half the sum of absolute differences of probability, from 0 to 1: unlikely tokens hardly count. For noisy teachers. Use it with τ = 1: its gradient shrinks as 1/τ only, and τ² overdoes it.</source>
            <translation>概率之差的绝对值之和的一半，在 0 到 1 之间：不太可能的词元几乎不起作用。适合噪声大的教师。请配合 τ = 1 使用：它的梯度只按 1/τ 缩小，乘以 τ² 就过头了。</translation>
        </message>
        <message>
            <source>The squared difference of the raw logits, averaged over the vocabulary; τ and τ² play no part. Every token counts alike, likely or not. For a student nearly as large as its teacher.</source>
            <translation>原始 logit 之差的平方，在词表上取平均；τ 和 τ² 都不起作用。词元不论可能与否都一视同仁。适合几乎和教师一样大的学生。</translation>
        </message>
        <message>
            <source>the teacher is a BERT, which fills in masks; a {family} student learns from a model that predicts the next token</source>
            <translation>教师是填补掩码的 BERT；{family} 学生要向预测下一个词元的模型学习</translation>
        </message>
        <message>
            <source>a {student} student cannot copy layers of a {teacher} teacher; start it from random weights</source>
            <translation>{student} 学生不能复制 {teacher} 教师的层；请从随机权重开始</translation>
        </message>
        <message>
            <source>stage {number}: {note}</source>
            <translation>阶段 {number}：{note}</translation>
        </message>
        <message>
            <source>α = 0: the student does not learn from the teacher, it is only compared to it</source>
            <translation>α = 0：学生不跟教师学习，只与教师作比较</translation>
        </message>
        <message>
            <source>α = 1: the labels are not used, the student learns from the teacher alone</source>
            <translation>α = 1：不使用标签，学生只跟教师学习</translation>
        </message>
        <message>
            <source>JSD with β = 0 is the forward KL itself</source>
            <translation>β = 0 的 JSD 就是前向 KL 本身</translation>
        </message>
        <message>
            <source>JSD with β = 1 is the reverse KL itself</source>
            <translation>β = 1 的 JSD 就是反向 KL 本身</translation>
        </message>
        <message>
            <source>the soft loss is JSD with β = {beta}, divided by β(1−β)</source>
            <translation>软损失是 β = {beta} 的 JSD，并除以 β(1−β)</translation>
        </message>
        <message>
            <source>the soft loss is JSD with β = {beta} as GKD has it, not divided by β(1−β)</source>
            <translation>软损失是 β = {beta} 的 JSD，采用 GKD 的形式，不除以 β(1−β)</translation>
        </message>
        <message>
            <source>the soft loss compares raw logits: τ and τ² play no part</source>
            <translation>软损失比较的是原始 logit：τ 和 τ² 不起作用</translation>
        </message>
        <message>
            <source>How the soft loss measures the distance between teacher and student.</source>
            <translation>软损失怎样衡量教师与学生之间的距离。</translation>
        </message>
        <message>
            <source>there is no [MASK] in the text; put one where a word is to be filled in</source>
            <translation>文本中没有 [MASK]；请在要填补的地方放一个</translation>
        </message>
        <message>
            <source>this BERT came without its next-sentence head; choose one that was trained on pairs</source>
            <translation>这个 BERT 没有附带下一句预测头；请选择在句对上训练过的模型</translation>
        </message>
        <message>
            <source>{path} describes a model of the type '{given}', which cannot be imported; known are {known}</source>
            <translation>{path} 描述的模型类型为“{given}”，无法导入；支持的类型有：{known}</translation>
        </message>
        <message>
            <source>{path} asks for {key} = {given}, which would change what the model computes and is not supported; only {allowed} can be imported</source>
            <translation>{path} 要求 {key} = {given}，这会改变模型的计算，目前不支持；只能导入取值为 {allowed} 的模型</translation>
        </message>
        <message>
            <source>this BERT normalises before each part, and transformers knows only BERTs that normalise after; it cannot be exported as such a folder</source>
            <translation>此 BERT 在每个子层之前做归一化（pre-norm），而 transformers 只支持在其后归一化的 BERT；无法导出为这种文件夹</translation>
        </message>
        <message>
            <source>{folder} refers to '{name}', which is not a file directly inside it; nothing outside the folder is read</source>
            <translation>{folder} 引用了“{name}”，它不是该文件夹内的直接文件；文件夹之外的内容一概不读取</translation>
        </message>
        <message>
            <source>{path} is a link, and links are not followed; copy the folder with the files themselves (cp -rL) and import the copy</source>
            <translation>{path} 是一个链接，程序不会跟随链接；请连同文件本身复制该文件夹（cp -rL），再导入副本</translation>
        </message>
        <message>
            <source>{path} is not a plain file; the folder cannot be imported</source>
            <translation>{path} 不是普通文件；无法导入该文件夹</translation>
        </message>
        <message>
            <source>{path} is not there; is this a model's folder?</source>
            <translation>{path} 不存在；这是模型文件夹吗？</translation>
        </message>
        <message>
            <source>{path} has more than {most} bytes, which no such file needs; is it the right one?</source>
            <translation>{path} 超过 {most} 字节，这类文件不需要这么大；是否选错了文件？</translation>
        </message>
        <message>
            <source>{path} does not hold a JSON object; is it the right one?</source>
            <translation>{path} 的内容不是 JSON 对象；是否选错了文件？</translation>
        </message>
        <message>
            <source>GGUF files need the package gguf; install it with: pip install 'distill-workbench[export]'</source>
            <translation>GGUF 文件需要 gguf 软件包；请安装：pip install 'distill-workbench[export]'</translation>
        </message>
        <message>
            <source>this model tells classes, and a GGUF file has no place for its classifier; export it as a Hugging Face folder or as ONNX instead</source>
            <translation>这个模型用于分类，而 GGUF 文件无法容纳它的分类器；请改为导出为 Hugging Face 文件夹或 ONNX</translation>
        </message>
        <message>
            <source>llama.cpp computes GPT-2 with the activation gelu_tanh alone, and this model has {activation}; export it as a Hugging Face folder or as ONNX instead</source>
            <translation>llama.cpp 只用激活函数 gelu_tanh 计算 GPT-2，而这个模型使用 {activation}；请导出为 Hugging Face 文件夹或 ONNX</translation>
        </message>
        <message>
            <source>{path} holds the same tensor as '{first}' and as '{second}'</source>
            <translation>{path} 中同一个张量同时以“{first}”和“{second}”的名称出现</translation>
        </message>
        <message>
            <source>{path} lacks {count} tensors that its config.json asks for, such as {names}; the two do not belong together</source>
            <translation>{path} 缺少 config.json 要求的 {count} 个张量，例如 {names}；两者不匹配</translation>
        </message>
        <message>
            <source>{path} holds {count} tensors that its config.json does not speak of, such as {names}; the model is not quite of that type and was not imported</source>
            <translation>{path} 含有 config.json 未提及的 {count} 个张量，例如 {names}；该模型并不完全属于此类型，未导入</translation>
        </message>
        <message>
            <source>'{name}' in {path} is {found}, and config.json asks for {expected}</source>
            <translation>{path} 中的“{name}”形状为 {found}，而 config.json 要求 {expected}</translation>
        </message>
        <message>
            <source>'{copy}' and '{original}' in {path} differ, and config.json says they are one (tie_word_embeddings); correct whichever is wrong</source>
            <translation>{path} 中的“{copy}”与“{original}”不同，而 config.json 称二者共享（tie_word_embeddings）；请改正其中错误的一处</translation>
        </message>
        <message>
            <source>ONNX files need the packages onnx and onnxscript; install them with: pip install 'distill-workbench[export]'</source>
            <translation>ONNX 文件需要 onnx 和 onnxscript 软件包；请安装：pip install 'distill-workbench[export]'</translation>
        </message>
        <message>
            <source>{path} was not opened: it is damaged, or holds more than plain weights, and none of it was run ({reason}). Import a version of the model with safetensors files</source>
            <translation>{path} 未被打开：它已损坏，或含有权重之外的内容；其中的任何代码都没有运行（{reason}）。请导入该模型的 safetensors 版本</translation>
        </message>
        <message>
            <source>{path} holds '{name}', which another file of the model holds too</source>
            <translation>{path} 中的“{name}”在该模型的另一个文件中也存在</translation>
        </message>
        <message>
            <source>'{name}' in {path} is stored as {kind}; only float32, float16, bfloat16 and float64 can be imported, so take the model's unquantised version</source>
            <translation>{path} 中的“{name}”以 {kind} 存储；只能导入 float32、float16、bfloat16 和 float64，请使用该模型未量化的版本</translation>
        </message>
        <message>
            <source>'{name}' in {path} holds NaN or infinite numbers; the model is damaged and was not imported</source>
            <translation>{path} 中的“{name}”含有 NaN 或无穷大；模型已损坏，未导入</translation>
        </message>
        <message>
            <source>{folder} has no weights: neither {first} nor {second} is there</source>
            <translation>{folder} 中没有权重：{first} 和 {second} 都不存在</translation>
        </message>
        <message>
            <source>{path} does not say which file holds which weights</source>
            <translation>{path} 没有说明各个权重在哪个文件中</translation>
        </message>
        <message>
            <source>{path} spreads the weights over {count} files; at most {most} are possible</source>
            <translation>{path} 将权重分散在 {count} 个文件中；最多支持 {most} 个</translation>
        </message>
        <message>
            <source>its header of {declared} bytes does not fit into it</source>
            <translation>其声明的 {declared} 字节文件头超出了文件本身</translation>
        </message>
        <message>
            <source>its header claims {declared} bytes</source>
            <translation>其文件头声称有 {declared} 字节</translation>
        </message>
        <message>
            <source>{path} cannot be read as weights: {reason}; it is damaged or was not copied whole</source>
            <translation>{path} 无法作为权重读取：{reason}；文件已损坏或未完整复制</translation>
        </message>
        <message>
            <source>{path} does not list modules; the folder cannot be imported</source>
            <translation>{path} 没有列出模块；无法导入该文件夹</translation>
        </message>
        <message>
            <source>{path} must start with its only Transformer, and lists {kinds}; import the encoder's own folder instead</source>
            <translation>{path} 必须以唯一的 Transformer 模块开头，但列出的是 {kinds}；请直接导入编码器所在的文件夹</translation>
        </message>
        <message>
            <source>{path} refers to '{name}', which is not a folder directly inside it; nothing outside the folder is read</source>
            <translation>{path} 引用了“{name}”，它不是其中的直接子文件夹；文件夹之外的内容一概不读取</translation>
        </message>
        <message>
            <source>this model is a BERT: it fills in masked tokens and does not write from left to right; choose a GPT or Llama model, or ask it to fill in [MASK]</source>
            <translation>这个模型是 BERT：它填补被掩盖的词元，不从左到右写作；请选择 GPT 或 Llama 模型，或让它填补 [MASK]</translation>
        </message>
        <message>
            <source>this model predicts the next token and has no mask to fill in; choose a BERT model, or let it continue the text</source>
            <translation>这个模型预测下一个词元，没有掩码可填；请选择 BERT 模型，或让它续写文本</translation>
        </message>
        <message>
            <source>this BERT came without its masked-token head: it encodes text, and cannot fill in masks; import a checkpoint that has the head, or pretrain one</source>
            <translation>这个 BERT 没有附带掩码预测头：它只能编码文本，不能填补掩码；请导入带有该头的检查点，或自行预训练一个</translation>
        </message>
        <message>
            <source>this model was not fine-tuned to tell classes; fine-tune it on labelled examples first</source>
            <translation>这个模型没有为分类而微调；请先用带标签的样本微调它</translation>
        </message>
        <message>
            <source>LoRA rank</source>
            <translation>LoRA 秩</translation>
        </message>
        <message>
            <source>How wide the adapters are. 0 uses none and trains the model's own weights; 8 is a usual choice.</source>
            <translation>适配器有多宽。0 表示不用适配器，直接训练模型自身的权重；常用 8。</translation>
        </message>
        <message>
            <source>LoRA alpha</source>
            <translation>LoRA alpha</translation>
        </message>
        <message>
            <source>The adapters' output is scaled by alpha / rank; twice the rank is usual.</source>
            <translation>适配器的输出乘以 alpha / 秩；通常取秩的两倍。</translation>
        </message>
        <message>
            <source>attention</source>
            <translation>注意力</translation>
        </message>
        <message>
            <source>'{one}' reads text with the tokenizer '{ones}' and '{other}' with '{others}'; teachers whose probabilities are averaged need the same one</source>
            <translation>“{one}”用分词器“{ones}”读文本，“{other}”用“{others}”；要对概率取平均的教师必须使用同一个分词器</translation>
        </message>
        <message>
            <source>'{teacher}': {problem}</source>
            <translation>“{teacher}”：{problem}</translation>
        </message>
        <message>
            <source>'{model}' was fine-tuned to tell classes and predicts no tokens any more; choose the model that it was made from</source>
            <translation>“{model}”已微调为分类模型，不再预测词元；请选择它所源自的模型</translation>
        </message>
        <message>
            <source>'{model}' reads text with the tokenizer '{own}'; leave the setting tokenizer empty to go on with it</source>
            <translation>“{model}”用分词器“{own}”读文本；要沿用它，请把分词器一项留空</translation>
        </message>
        <message>
            <source>with two tokenizers ('{ours}' and '{theirs}') only predictions can be compared: remove the terms, the student's own texts and schedules by confidence</source>
            <translation>使用两个分词器（“{ours}”和“{theirs}”）时只能比较预测：请去掉各附加项、学生自写文本和按置信度的变化</translation>
        </message>
        <message>
            <source>with two tokenizers ('{ours}' and '{theirs}') neither a teacher cache nor copied weights fit; leave the cache empty and start from random weights</source>
            <translation>使用两个分词器（“{ours}”和“{theirs}”）时，教师缓存和复制的权重都不适用；请把缓存留空，并从随机权重开始</translation>
        </message>
        <message>
            <source>before the first step the validation loss is {copied:.3f} with the teacher's weights, and {random:.3f} with random ones</source>
            <translation>第一步之前，使用教师权重时验证损失为 {copied:.3f}，使用随机权重时为 {random:.3f}</translation>
        </message>
        <message>
            <source>the teacher is worse than the student on this text ({teacher:.3f} against {student:.3f}): there is little left to learn from it</source>
            <translation>在这份文本上教师不如学生（{teacher:.3f} 对 {student:.3f}）：已没有多少可向它学的了</translation>
        </message>
        <message>
            <source>the soft term pulls {times:.0f} × as hard as the true tokens do; lower α or τ if they are to count</source>
            <translation>软损失的拉力是真实词元的 {times:.0f} 倍；若要真实词元起作用，请降低 α 或 τ</translation>
        </message>
        <message>
            <source>the true tokens pull {times:.0f} × as hard as the soft term does; raise α if the teacher is to count</source>
            <translation>真实词元的拉力是软损失的 {times:.0f} 倍；若要教师起作用，请提高 α</translation>
        </message>
        <message>
            <source>ULD: both sorted from the likeliest token down, then their absolute differences. It minds how sure the teacher is, not of what, so that the tokenizers may differ. With the same tokenizer every other divergence tells the student more.</source>
            <translation>ULD：两个分布各自从最可能的词元往下排序，再取差的绝对值。它只看教师有多确定，不看确定的是什么，因此分词器可以不同。若分词器相同，其他散度能告诉学生更多。</translation>
        </message>
        <message>
            <source>the student has {ours} layers and the teacher {theirs}; name a layer of the teacher for each of them, or choose at most {theirs}</source>
            <translation>学生有 {ours} 层，教师有 {theirs} 层；请为学生的每一层指定教师的一层，或选择至多 {theirs} 层</translation>
        </message>
        <message>
            <source>{count} teacher layers are named for a student of {layers} layers; name one for each, or none to use a layer map</source>
            <translation>学生有 {layers} 层，却指定了 {count} 个教师层；请每层指定一个，或一个也不指定而使用层映射</translation>
        </message>
        <message>
            <source>a BERT student learns from a teacher that fills in masks, and the teacher is a {family}, which predicts the next token; choose a BERT teacher</source>
            <translation>BERT 学生要向填补掩码的教师学习，而教师是 {family}，它预测下一个词元；请选择 BERT 教师</translation>
        </message>
        <message>
            <source>the student cannot copy the teacher's layers: its {setting} is {ours} and the teacher's {theirs}; make it no larger, or start from random weights</source>
            <translation>学生无法复制教师的层：它的 {setting} 是 {ours}，教师的是 {theirs}；请使它不大于教师的，或从随机权重开始</translation>
        </message>
        <message>
            <source>the soft loss compares what both fill in, and the objective nsp masks nothing; choose mlm+nsp or mlm, or set α to 0 and imitate by terms</source>
            <translation>软损失比较二者填入的内容，而目标 nsp 不掩盖任何词元；请选择 mlm+nsp 或 mlm，或把 α 设为 0 而通过附加项模仿</translation>
        </message>
        <message>
            <source>{frozen} layers cannot be frozen: the student has {layers}</source>
            <translation>无法冻结 {frozen} 层：学生只有 {layers} 层</translation>
        </message>
        <message>
            <source>a BERT does not write, so that it cannot learn from its own texts</source>
            <translation>BERT 不会写作，因此无法从自写文本中学习</translation>
        </message>
        <message>
            <source>prompt and continuation are {count} tokens, and the student reads {context} at once; make them shorter</source>
            <translation>提示词与续写共 {count} 个词元，而学生一次只读 {context} 个；请缩短它们</translation>
        </message>
        <message>
            <source>the student has {ours} heads and the teacher {theirs}, so that attention cannot be compared head by head; compare the average, or give both as many</source>
            <translation>学生有 {ours} 个头，教师有 {theirs} 个，注意力无法逐头比较；请比较平均值，或让二者的头数相同</translation>
        </message>
        <message>
            <source>the term '{term}' compares what only BERT models with a pooler have</source>
            <translation>附加项“{term}”比较的内容只有带池化层的 BERT 才有</translation>
        </message>
        <message>
            <source>{heads} relation heads do not divide the {whose}'s width of {width}; choose a number that divides both widths</source>
            <translation>{heads} 个关系头不能整除 {whose} 的宽度 {width}；请选择能整除两个宽度的数</translation>
        </message>
        <message>
            <source>the predictions have weight 0: only the terms are learnt</source>
            <translation>预测的权重为 0：只学习各附加项</translation>
        </message>
        <message>
            <source>at {share:.0%} of the steps the student learns from what it writes itself; such a step takes much longer</source>
            <translation>在 {share:.0%} 的步上，学生从自己写的文本中学习；这样的一步要久得多</translation>
        </message>
        <message>
            <source>A model that reads the same tokens as the first teacher.</source>
            <translation>与第一位教师读同样词元的模型。</translation>
        </message>
        <message>
            <source>Weight</source>
            <translation>权重</translation>
        </message>
        <message>
            <source>Its share of the mean of all teachers' probabilities; the first teacher's is 1.</source>
            <translation>它在全体教师概率平均值中的份量；第一位教师的是 1。</translation>
        </message>
        <message>
            <source>Further teachers</source>
            <translation>更多教师</translation>
        </message>
        <message>
            <source>The student learns from the weighted mean of all teachers' probabilities. Feature terms imitate the first teacher alone.</source>
            <translation>学生向全体教师概率的加权平均学习。针对模型内部的附加项只模仿第一位教师。</translation>
        </message>
        <message>
            <source>Teacher cache</source>
            <translation>教师缓存</translation>
        </message>
        <message>
            <source>Predictions of the teacher that were made before, instead of asking it at each step. Empty: the teacher is asked.</source>
            <translation>事先算好的教师预测，代替每一步都询问教师。留空：询问教师。</translation>
        </message>
        <message>
            <source>Warm start</source>
            <translation>热启动</translation>
        </message>
        <message>
            <source>A model to go on with as the student: its shape, weights and tokenizer. Empty: a new student as described below.</source>
            <translation>作为学生继续训练的模型：沿用其形状、权重和分词器。留空：按下文新建学生。</translation>
        </message>
        <message>
            <source>A tokenizer of the student's own, which needs the divergence ULD. Empty: the teacher's.</source>
            <translation>学生自己的分词器，这需要散度 ULD。留空：用教师的。</translation>
        </message>
        <message>
            <source>What a BERT student learns from; others ignore it.</source>
            <translation>BERT 学生从什么中学习；其他模型忽略此项。</translation>
        </message>
        <message>
            <source>EMA decay</source>
            <translation>EMA 衰减</translation>
        </message>
        <message>
            <source>Keeps a moving average of the student's weights, measures it and saves it as the student: 0.99 averages about the last 100 steps, 0 none.</source>
            <translation>保持学生权重的滑动平均，测量并保存的学生就是它：0.99 约平均最近 100 步，0 不平均。</translation>
        </message>
        <message>
            <source>validation loss</source>
            <translation>验证损失</translation>
        </message>
        <message>
            <source>Asking the teacher</source>
            <translation>正在询问教师</translation>
        </message>
        <message>
            <source>BERT models fill in masks and the others predict the next token, so that their losses cannot be compared; evaluate them apart</source>
            <translation>BERT 模型填补掩码，其他模型预测下一个词元，损失无法比较；请分开评估</translation>
        </message>
        <message>
            <source>BERT models are compared on the validation part; choose it</source>
            <translation>BERT 模型在验证部分上比较；请选择它</translation>
        </message>
        <message>
            <source>BERT models are compared by filling in masks; choose the objective mlm</source>
            <translation>BERT 模型通过填补掩码比较；请选择目标 mlm</translation>
        </message>
        <message>
            <source>'{name}' is a chain of {count} runs; start them one after another, as `run` does</source>
            <translation>“{name}”是由 {count} 次运行组成的链；请像 `run` 那样依次开始</translation>
        </message>
        <message>
            <source>'{model}' is a BERT: what it is asked is masked anew at each step, so that its answers cannot be kept; let students ask it</source>
            <translation>“{model}”是 BERT：每一步的掩码都是新的，它的回答无法保存；请让学生直接询问它</translation>
        </message>
        <message>
            <source>windows of {asked} tokens are longer than the teacher's context of {context}; choose at most {context}</source>
            <translation>{asked} 个词元的窗口超过教师的上下文 {context}；请选择至多 {context}</translation>
        </message>
        <message>
            <source>Group</source>
            <translation>组</translation>
        </message>
        <message>
            <source>Models of one group differ by their seed alone; the report adds their mean with its interval. Empty: the model stands for itself.</source>
            <translation>同组的模型只有种子不同；报告会加上它们的平均值及其区间。留空：模型单独列出。</translation>
        </message>
        <message>
            <source>How text is masked for BERT models; others ignore it.</source>
            <translation>如何为 BERT 模型掩盖文本；其他模型忽略此项。</translation>
        </message>
        <message>
            <source>Each model continues this text, or fills in each [MASK] of it, for the report.</source>
            <translation>每个模型为报告续写这段文本，或填补其中的每个 [MASK]。</translation>
        </message>
        <message>
            <source>Tokens each model writes for the report; 0 writes nothing.</source>
            <translation>每个模型为报告写出的词元数；0 不写。</translation>
        </message>
        <message>
            <source>Setting</source>
            <translation>设置项</translation>
        </message>
        <message>
            <source>Its name as in a spec file, such as stages.0.temperature, stages.0.alpha, stages.0.divergence.kind, student.num_layers, optimizer.learning_rate or runtime.seed.</source>
            <translation>规格文件中的名称，例如 stages.0.temperature、stages.0.alpha、stages.0.divergence.kind、student.num_layers、optimizer.learning_rate 或 runtime.seed。</translation>
        </message>
        <message>
            <source>Values</source>
            <translation>取值</translation>
        </message>
        <message>
            <source>As in a spec file. For random draws also a range such as 0.1..0.9; one that spans a factor of ten or more is drawn from evenly by its logarithm.</source>
            <translation>写法同规格文件。随机抽取时也可写区间，如 0.1..0.9；跨度达十倍以上的区间按对数均匀抽取。</translation>
        </message>
        <message>
            <source>The runs' names begin with it.</source>
            <translation>各次运行的名称以它开头。</translation>
        </message>
        <message>
            <source>Distillation</source>
            <translation>蒸馏</translation>
        </message>
        <message>
            <source>What all runs have in common.</source>
            <translation>所有运行的共同之处。</translation>
        </message>
        <message>
            <source>Varied settings</source>
            <translation>变化的设置</translation>
        </message>
        <message>
            <source>the kept tokens hold {mass:.0%} of the probability, so that students learn little of the rest; a larger k, a lower τ or samples tell them more</source>
            <translation>保留的词元占概率的 {mass:.0%}，学生对其余部分学得很少；更大的 k、更低的 τ 或抽样能告诉它们更多</translation>
        </message>
        <message>
            <source>the teacher '{teacher}' tells the classes {theirs}, and the examples have {ours}; choose a teacher of the same classes</source>
            <translation>教师“{teacher}”区分的类别是 {theirs}，而样本的是 {ours}；请选择类别相同的教师</translation>
        </message>
        <message>
            <source>On the first batch the soft loss is {cached:.4f} by the cache and {live:.4f} by the teacher itself, a deviation of {share:.2%}</source>
            <translation>在第一批上，按缓存的软损失为 {cached:.4f}，按教师本身为 {live:.4f}，偏差 {share:.2%}</translation>
        </message>
        <message>
            <source>'{teacher}' was not fine-tuned to tell classes, so that it cannot teach to; fine-tune it first, or leave the teacher empty</source>
            <translation>“{teacher}”没有为分类微调过，无法教分类；请先微调它，或把教师留空</translation>
        </message>
        <message>
            <source>'{teacher}' and '{student}' read text in different ways (another tokenizer, or BERT and another kind), so that they cannot judge the same examples together; choose two of a kind</source>
            <translation>“{teacher}”和“{student}”读文本的方式不同（分词器不同，或一个是 BERT 一个不是），无法一起判断同样的样本；请选择同类的两个</translation>
        </message>
        <message>
            <source>what copying is worth to a BERT is told at the beginning of its run; here it is measured for models that predict the next token</source>
            <translation>复制对 BERT 的价值会在其运行开始时说明；这里只测量预测下一个词元的模型</translation>
        </message>
        <message>
            <source>What differs among the runs.</source>
            <translation>各次运行的不同之处。</translation>
        </message>
        <message>
            <source>grid</source>
            <translation>网格</translation>
        </message>
        <message>
            <source>Method</source>
            <translation>方法</translation>
        </message>
        <message>
            <source>Every combination of the values, or so many random draws of them.</source>
            <translation>取值的每种组合，或若干次随机抽取。</translation>
        </message>
        <message>
            <source>Draws</source>
            <translation>抽取次数</translation>
        </message>
        <message>
            <source>How many runs a random sweep has.</source>
            <translation>随机扫描的运行次数。</translation>
        </message>
        <message>
            <source>runs</source>
            <translation>次</translation>
        </message>
        <message>
            <source>validation agreement</source>
            <translation>验证一致率</translation>
        </message>
        <message>
            <source>What the runs are compared by, and what the stop rule watches.</source>
            <translation>凭什么比较各次运行，停止规则又看什么。</translation>
        </message>
        <message>
            <source>Stop rule</source>
            <translation>停止规则</translation>
        </message>
        <message>
            <source>Ends the sweep after so many runs without a better one; 0 makes all runs.</source>
            <translation>连续这么多次运行没有更好的结果就结束扫描；0 做完全部。</translation>
        </message>
        <message>
            <source>Decides the random draws.</source>
            <translation>决定随机抽取。</translation>
        </message>
        <message>
            <source>the setting '{name}' is varied twice</source>
            <translation>设置项“{name}”被变化了两次</translation>
        </message>
        <message>
            <source>the grid has {count} combinations, and a sweep at most {most} runs; name fewer values, or draw at random</source>
            <translation>网格有 {count} 种组合，而一次扫描至多 {most} 次运行；请减少取值，或随机抽取</translation>
        </message>
        <message>
            <source>a sweep repeats one run; remove the assistants from its distillation</source>
            <translation>参数扫描重复的是一次运行；请从它的蒸馏中去掉助教</translation>
        </message>
        <message>
            <source>'{value}' is a range, of which a grid has no values; draw at random, or name some values</source>
            <translation>“{value}”是区间，网格无法取值；请随机抽取，或列出几个值</translation>
        </message>
        <message>
            <source>Over {count} seeds '{group}' made no sure difference: {difference:+.4f} ± {margin:.4f} nats per token against the control (95 %).</source>
            <translation>在 {count} 个种子上，“{group}”没有可靠的差别：相对对照每词元 {difference:+.4f} ± {margin:.4f} nat（95 %）。</translation>
        </message>
        <message>
            <source>Over {count} seeds '{group}' predicts this text better than its control: {difference:+.4f} ± {margin:.4f} nats per token (95 %).</source>
            <translation>在 {count} 个种子上，“{group}”对这份文本的预测好于其对照：每词元 {difference:+.4f} ± {margin:.4f} nat（95 %）。</translation>
        </message>
        <message>
            <source>Over {count} seeds '{group}' is worse than its control by {difference:+.4f} ± {margin:.4f} nats per token (95 %).</source>
            <translation>在 {count} 个种子上，“{group}”不如其对照：每词元 {difference:+.4f} ± {margin:.4f} nat（95 %）。</translation>
        </message>
        <message>
            <source>the cache '{cache}' was made by the teacher '{made}' and the student is to learn from '{asked}' (or from another checkpoint of it); choose that teacher, or cache this one</source>
            <translation>缓存“{cache}”由教师“{made}”制作，而学生要向“{asked}”（或其另一个检查点）学习；请选那位教师，或为这位制作缓存</translation>
        </message>
        <message>
            <source>the cache '{cache}' was made on the corpus '{made}' and the student is to learn from '{asked}'; choose that corpus, or cache the teacher on this one</source>
            <translation>缓存“{cache}”在语料“{made}”上制作，而学生要从“{asked}”学习；请选那份语料，或在这份上制作缓存</translation>
        </message>
        <message>
            <source>the cache '{cache}' was made with the tokenizer '{made}' and the student reads text with '{asked}'; choose that tokenizer, or cache the teacher anew</source>
            <translation>缓存“{cache}”用分词器“{made}”制作，而学生用“{asked}”读文本；请选那个分词器，或重新制作缓存</translation>
        </message>
        <message>
            <source>the cache '{cache}' was made for windows of {made} tokens and the student reads {asked}; give it a context of {made}, or cache the teacher for {asked}</source>
            <translation>缓存“{cache}”为 {made} 个词元的窗口制作，而学生一次读 {asked} 个；请把它的上下文设为 {made}，或按 {asked} 制作缓存</translation>
        </message>
        <message>
            <source>the cache '{cache}' holds one teacher's predictions; remove the further teachers, or leave the cache empty</source>
            <translation>缓存“{cache}”只含一位教师的预测；请去掉更多教师，或把缓存留空</translation>
        </message>
        <message>
            <source>a PDF document; save its text as .txt first (with pdftotext, for example)</source>
            <translation>PDF 文档；请先把其中的文字另存为 .txt（例如用 pdftotext）</translation>
        </message>
        <message>
            <source>a document of an office program; save it as plain text (.txt) there first</source>
            <translation>办公软件的文档；请先在该软件中另存为纯文本（.txt）</translation>
        </message>
        <message>
            <source>a spreadsheet; save it as .csv there first</source>
            <translation>电子表格；请先在其程序中另存为 .csv</translation>
        </message>
        <message>
            <source>a presentation; save its text as .txt there first</source>
            <translation>演示文稿；请先把其中的文字另存为 .txt</translation>
        </message>
        <message>
            <source>an e-book; save it as plain text first (with Calibre, for example)</source>
            <translation>电子书；请先另存为纯文本（例如用 Calibre）</translation>
        </message>
        <message>
            <source>an archive of files; unpack it first, and add the folder</source>
            <translation>文件的压缩包；请先解开它，再添加文件夹</translation>
        </message>
        <message>
            <source>a compressed file; unpack it first</source>
            <translation>压缩文件；请先解压</translation>
        </message>
        <message>
            <source>a picture; only what is written as text can be read</source>
            <translation>图片；只能读取以文本写成的内容</translation>
        </message>
        <message>
            <source>a recording; only what is written as text can be read</source>
            <translation>录音；只能读取以文本写成的内容</translation>
        </message>
        <message>
            <source>a film; only what is written as text can be read</source>
            <translation>视频；只能读取以文本写成的内容</translation>
        </message>
        <message>
            <source>a program; only what is written as text can be read</source>
            <translation>程序；只能读取以文本写成的内容</translation>
        </message>
        <message>
            <source>a database; save the table with the text as .csv first</source>
            <translation>数据库；请先把含有文本的表另存为 .csv</translation>
        </message>
        <message>
            <source>a file of a model's weights, and no text</source>
            <translation>模型权重文件，不是文本</translation>
        </message>
        <message>
            <source>a file of numbers, and no text</source>
            <translation>数值文件，不是文本</translation>
        </message>
        <message>
            <source>a table of another kind; save it as .parquet or .csv first</source>
            <translation>另一种格式的表；请先另存为 .parquet 或 .csv</translation>
        </message>
        <message>
            <source>a Parquet table; give its name the ending .parquet</source>
            <translation>Parquet 表；请把文件名的结尾改为 .parquet</translation>
        </message>
        <message>
            <source>a document in RTF; save it as plain text (.txt) first</source>
            <translation>RTF 文档；请先另存为纯文本（.txt）</translation>
        </message>
        <message>
            <source>a web page (HTML); save its text as .txt first (a browser can)</source>
            <translation>网页（HTML）；请先把其中的文字另存为 .txt（浏览器即可）</translation>
        </message>
        <message>
            <source>a notebook (Jupyter); save it as .md first (with jupyter nbconvert --to markdown)</source>
            <translation>Jupyter 笔记本；请先另存为 .md（用 jupyter nbconvert --to markdown）</translation>
        </message>
        <message>
            <source>a pointer of Git LFS and not the file itself; fetch the file with git lfs pull</source>
            <translation>Git LFS 的指针，而不是文件本身；请用 git lfs pull 取回文件</translation>
        </message>
        <message>
            <source>compressed with gzip; give its name the ending .gz</source>
            <translation>用 gzip 压缩的文件；请把文件名的结尾改为 .gz</translation>
        </message>
        <message>
            <source>compressed with bzip2; give its name the ending .bz2</source>
            <translation>用 bzip2 压缩的文件；请把文件名的结尾改为 .bz2</translation>
        </message>
        <message>
            <source>compressed with xz; give its name the ending .xz</source>
            <translation>用 xz 压缩的文件；请把文件名的结尾改为 .xz</translation>
        </message>
        <message>
            <source>{file} is {kind}</source>
            <translation>{file} 是{kind}</translation>
        </message>
        <message>
            <source>{file} holds nothing but spaces and empty lines</source>
            <translation>{file} 中只有空格和空行</translation>
        </message>
        <message>
            <source>{file} cannot be read: it is not a readable Parquet file ({reason})</source>
            <translation>无法读取 {file}：它不是可读的 Parquet 文件（{reason}）</translation>
        </message>
        <message>
            <source>{file} cannot be read: it is not compressed, though its name ends in .{packing}; take that ending away</source>
            <translation>无法读取 {file}：文件名以 .{packing} 结尾，但它并未压缩；请去掉这个结尾</translation>
        </message>
        <message>
            <source>{file} is damaged and cannot be read any further: its compressed content breaks off</source>
            <translation>{file} 已损坏，无法继续读取：其压缩内容中断了</translation>
        </message>
        <message>
            <source>{file} does not look like {chosen}, which was chosen, but like {encoding}</source>
            <translation>{file} 看起来不是所选的 {chosen}，而像是 {encoding}</translation>
        </message>
        <message>
            <source>{file} is read as {encoding}, and it is not sure that it is; choose the encoding in which it reads well: {readings}</source>
            <translation>{file} 按 {encoding} 读取，但无法确定是否如此；请选择读起来正确的编码：{readings}</translation>
        </message>
        <message>
            <source>{file} is no text in {chosen}, which was chosen; it looks like {encoding}</source>
            <translation>{file} 不是所选编码 {chosen} 的文本；它看起来像 {encoding}</translation>
        </message>
        <message>
            <source>{path} is no table; examples are read from a .csv, .tsv, .json, .jsonl or .parquet file (each also .gz, .bz2 or .xz) with one example a row</source>
            <translation>{path} 不是表格；样本从每行一个样本的 .csv、.tsv、.json、.jsonl 或 .parquet 文件（也可以是 .gz、.bz2 或 .xz）读取</translation>
        </message>
        <message>
            <source>{file} is read as {encoding}, and it is not sure that it is; if it reads well in another one, save it as UTF-8: {readings}</source>
            <translation>{file} 按 {encoding} 读取，但不能确定；如果按别的编码读起来才通顺，请先另存为 UTF-8：{readings}</translation>
        </message>
        <message>
            <source>{file} is read as {encoding}, by a guess; if the examples look wrong, save it as UTF-8</source>
            <translation>{file} 按 {encoding} 读取，这是推测的；如果样本看起来不对，请先另存为 UTF-8</translation>
        </message>
        <message>
            <source>{file}: the text is read from {column}</source>
            <translation>{file}：文本取自{column}</translation>
        </message>
        <message>
            <source>column {number}</source>
            <translation>第 {number} 列</translation>
        </message>
        <message>
            <source>'{name}'</source>
            <translation>“{name}”</translation>
        </message>
        <message>
            <source>{file} has several columns called '{name}'; the first of them is read, and '{name} (2)' is the name of the second</source>
            <translation>{file} 有多个名为“{name}”的列；读取的是其中第一个，第二个叫“{name} (2)”</translation>
        </message>
        <message>
            <source>{file}: the values of {column} are {characters} characters long on average; if they are not the text, name the column with --field, or choose it in the window</source>
            <translation>{file}：{column}的值平均只有 {characters} 个字符；如果它不是文本，请用 --field 指定列，或在窗口中选择</translation>
        </message>
        <message>
            <source>{file} has no text in any column; it has: {known}</source>
            <translation>{file} 的各列中都没有文本；现有的列：{known}</translation>
        </message>
        <message>
            <source>{count} characters that could not be read were replaced by �; the corpus lists the files</source>
            <translation>有 {count} 个无法读取的字符被替换为 �；语料中列出了这些文件</translation>
        </message>
        <message>
            <source>{file}: {count} characters that do not fit the encoding, or are NUL, were replaced by �, the first in line {line}</source>
            <translation>{file}：有 {count} 个不符合编码或为 NUL 的字符被替换为 �，第一个在第 {line} 行</translation>
        </message>
        <message>
            <source>{file}: {count} characters that do not fit the encoding, or are NUL, were replaced by �, the first in line {line}, at byte {byte}</source>
            <translation>{file}：有 {count} 个不符合编码或为 NUL 的字符被替换为 �，第一个在第 {line} 行，第 {byte} 字节处</translation>
        </message>
        <message>
            <source>no text found in {places}; a corpus is made of .txt, .md, .json, .jsonl, .ndjson, .csv, .tsv or .parquet files, each also .gz, .bz2 or .xz</source>
            <translation>在 {places} 中没有找到文本；语料由 .txt、.md、.json、.jsonl、.ndjson、.csv、.tsv 或 .parquet 文件组成，也可以是 .gz、.bz2 或 .xz</translation>
        </message>
        <message>
            <source>Text files (.txt, .md, .json, .jsonl, .ndjson, .csv, .tsv, .parquet, each also .gz, .bz2 or .xz) and folders of them; hidden files and links inside folders are left aside.</source>
            <translation>文本文件（.txt、.md、.json、.jsonl、.ndjson、.csv、.tsv、.parquet，也可以是 .gz、.bz2 或 .xz）及其文件夹；隐藏文件和文件夹内的链接不计在内。</translation>
        </message>
        <message>
            <source>the cache '{cache}' holds predictions for the corpus alone; feature terms and the student's own texts need the teacher itself: leave the cache empty</source>
            <translation>缓存“{cache}”只含对语料的预测；针对内部的附加项和学生自写文本需要教师本身：请把缓存留空</translation>
        </message>
        <message>
            <source>the cache '{cache}' holds probabilities, from which the divergence {kind} cannot be made; choose another, or leave the cache empty</source>
            <translation>缓存“{cache}”含的是概率，无法由此得到散度 {kind}；请另选散度，或把缓存留空</translation>
        </message>
        <message>
            <source>the cache '{cache}' holds samples, which estimate the forward KL alone; choose it, or a cache of the likeliest tokens</source>
            <translation>缓存“{cache}”含的是抽样，只能估计前向 KL；请选择它，或改用最可能词元的缓存</translation>
        </message>
        <message>
            <source>the cache '{cache}' was made for one temperature; a schedule of τ or by confidence needs the whole distribution: leave the cache empty, or make one of it</source>
            <translation>缓存“{cache}”只为一个温度制作；τ 的变化或按置信度需要整个分布：请把缓存留空，或制作整个分布的缓存</translation>
        </message>
        <message>
            <source>the cache '{cache}' was made for τ = {made} and a stage learns at τ = {asked}; choose {made}, or cache the teacher for {asked}</source>
            <translation>缓存“{cache}”为 τ = {made} 制作，而某阶段的 τ = {asked}；请选 {made}，或按 {asked} 制作缓存</translation>
        </message>
        <message>
            <source>What is kept</source>
            <translation>保留什么</translation>
        </message>
        <message>
            <source>The likeliest tokens of each place and, as one number, the probability of all others. Without the latter the teacher would look surer than it is.</source>
            <translation>每处最可能的词元，以及其余全部的概率之和。没有后者，教师会显得比实际更确定。</translation>
        </message>
        <message>
            <source>Likeliest tokens</source>
            <translation>最可能的词元数</translation>
        </message>
        <message>
            <source>How many are kept for each place; more is closer to the teacher and larger.</source>
            <translation>每处保留多少个；越多越接近教师，也越大。</translation>
        </message>
        <message>
            <source>samples</source>
            <translation>抽样</translation>
        </message>
        <message>
            <source>Tokens drawn at random by the teacher's own probabilities. On average the student's gradient is exactly that of the whole distribution; it is noisier. Forward KL only.</source>
            <translation>按教师自己的概率随机抽取的词元。学生的梯度平均而言正是整个分布的梯度，只是噪声更大。仅限前向 KL。</translation>
        </message>
        <message>
            <source>Samples</source>
            <translation>抽样数</translation>
        </message>
        <message>
            <source>How many are drawn for each place; the noise shrinks as their root.</source>
            <translation>每处抽取多少个；噪声按其平方根减小。</translation>
        </message>
        <message>
            <source>The probability of every token. The losses are those of asking the teacher; it is for small vocabularies, being as large as they are.</source>
            <translation>每个词元的概率。损失与询问教师时相同；它和词表一样大，只适合小词表。</translation>
        </message>
        <message>
            <source>What the cache will be called.</source>
            <translation>缓存的名称。</translation>
        </message>
        <message>
            <source>The text whose training part is predicted.</source>
            <translation>预测其训练部分的文本。</translation>
        </message>
        <message>
            <source>The model to ask: a name, with @best, @last or @STEP behind it if wanted.</source>
            <translation>要询问的模型：名称，需要时后接 @best、@last 或 @步数。</translation>
        </message>
        <message>
            <source>Tokens of a window, which the students' contexts must equal; 0 takes the teacher's.</source>
            <translation>一个窗口的词元数，学生的上下文须与之相等；0 取教师的。</translation>
        </message>
        <message>
            <source>Kept</source>
            <translation>保留</translation>
        </message>
        <message>
            <source>How much of the teacher's distributions is kept.</source>
            <translation>保留教师分布的多少。</translation>
        </message>
        <message>
            <source>The temperature that the students learn at. Of a whole distribution any other can be made afterwards.</source>
            <translation>学生学习所用的温度。整个分布之后可换成任何温度。</translation>
        </message>
        <message>
            <source>float16</source>
            <translation>float16</translation>
        </message>
        <message>
            <source>float32</source>
            <translation>float32</translation>
        </message>
        <message>
            <source>Numbers</source>
            <translation>数值</translation>
        </message>
        <message>
            <source>float16 rounds logarithms of probabilities to three digits and is half as large.</source>
            <translation>float16 把概率的对数舍入到三位，大小减半。</translation>
        </message>
        <message>
            <source>How many of the training tokens, at most; students then learn from these alone. 0 means all.</source>
            <translation>至多多少训练词元；学生随后只从这些学习。0 表示全部。</translation>
        </message>
        <message>
            <source>Windows at once</source>
            <translation>同时的窗口数</translation>
        </message>
        <message>
            <source>Windows that go through the teacher together. Halve it when memory runs out.</source>
            <translation>一起通过教师的窗口数。内存不足时减半。</translation>
        </message>
        <message>
            <source>What goes into the first layer. Where the widths differ, a matrix that learns along translates the student's.</source>
            <translation>进入第一层的内容。宽度不同时，由一个一起学习的矩阵来转换学生模型的状态。</translation>
        </message>
        <message>
            <source>Assistants</source>
            <translation>助教</translation>
        </message>
        <message>
            <source>Models between teacher and student, each learning from the one before it, the first from the teacher: for a student that is far smaller. Each is a run of its own.</source>
            <translation>教师与学生之间的模型，各自向前一个学习，第一个向教师学习：适合小得多的学生。每个都是一次独立的运行。</translation>
        </message>
        <message>
            <source>agreement</source>
            <translation>一致率</translation>
        </message>
        <message>
            <source>What makes a checkpoint the best, and what early stopping watches: the loss on the true tokens, or the agreement with the teacher.</source>
            <translation>凭什么算最佳检查点，提前停止又看什么：真实词元上的损失，或与教师的一致率。</translation>
        </message>
        <message>
            <source>Share of own texts λ</source>
            <translation>自写文本的比例 λ</translation>
        </message>
        <message>
            <source>At this share of the steps the student continues beginnings of the corpus and the teacher judges every token of it. 0 learns from the corpus alone. It takes much longer.</source>
            <translation>在这一比例的步上，学生续写语料的开头，教师评判其中每个词元。0 只从语料学习。耗时要长得多。</translation>
        </message>
        <message>
            <source>Prompt</source>
            <translation>提示词</translation>
        </message>
        <message>
            <source>Tokens of the corpus that the student continues.</source>
            <translation>学生所续写的语料词元数。</translation>
        </message>
        <message>
            <source>Continuation</source>
            <translation>续写</translation>
        </message>
        <message>
            <source>Tokens that the student writes; prompt and continuation must fit its context.</source>
            <translation>学生写出的词元数；提示词与续写须装得进它的上下文。</translation>
        </message>
        <message>
            <source>Of the student's writing; it has nothing to do with the distillation temperature.</source>
            <translation>学生写作时的采样温度；与蒸馏温度无关。</translation>
        </message>
        <message>
            <source>confidence</source>
            <translation>按置信度</translation>
        </message>
        <message>
            <source>Schedule of τ</source>
            <translation>τ 的变化</translation>
        </message>
        <message>
            <source>Constant; in a line or a half cosine to its end over the stage; or by confidence: the full τ where the teacher is sure, 1 where it is not.</source>
            <translation>不变；在本阶段内沿直线或半个余弦变到终值；或按置信度：教师确定处用整个 τ，不确定处用 1。</translation>
        </message>
        <message>
            <source>τ at the end</source>
            <translation>τ 的终值</translation>
        </message>
        <message>
            <source>Where a line or cosine of τ ends.</source>
            <translation>τ 沿直线或余弦变化的终点。</translation>
        </message>
        <message>
            <source>Schedule of α</source>
            <translation>α 的变化</translation>
        </message>
        <message>
            <source>Constant; in a line or a half cosine to its end over the stage; or by confidence: α times the probability that the teacher gives to the true token, so that it counts less where it is wrong.</source>
            <translation>不变；在本阶段内沿直线或半个余弦变到终值；或按置信度：α 乘以教师给真实词元的概率，使它在出错处份量较小。</translation>
        </message>
        <message>
            <source>α at the end</source>
            <translation>α 的终值</translation>
        </message>
        <message>
            <source>Where a line or cosine of α ends.</source>
            <translation>α 沿直线或余弦变化的终点。</translation>
        </message>
        <message>
            <source>Weight of predictions</source>
            <translation>预测的权重</translation>
        </message>
        <message>
            <source>Multiplies soft and hard loss together, beside the terms; 0 learns from the terms alone, as TinyBERT does at first.</source>
            <translation>同时乘在软损失和硬损失上，与各附加项并列；0 只从附加项学习，如 TinyBERT 起初所做。</translation>
        </message>
        <message>
            <source>chosen</source>
            <translation>选中的</translation>
        </message>
        <message>
            <source>all</source>
            <translation>全部</translation>
        </message>
        <message>
            <source>Soft loss on</source>
            <translation>软损失作用于</translation>
        </message>
        <message>
            <source>For BERT: the tokens to fill in, or every token of the text. GPT and Llama predict every token either way.</source>
            <translation>对 BERT：要填的词元，或文本的每个词元。GPT 和 Llama 总是预测每个词元。</translation>
        </message>
        <message>
            <source>Terms</source>
            <translation>附加项</translation>
        </message>
        <message>
            <source>What else of the teacher is imitated: its activations, not only its predictions.</source>
            <translation>还模仿教师的什么：它的内部，而不只是预测。</translation>
        </message>
        <message>
            <source>Own texts</source>
            <translation>自写文本</translation>
        </message>
        <message>
            <source>Learning from what the student writes itself.</source>
            <translation>从学生自己写的文本中学习。</translation>
        </message>
        <message>
            <source>So many of the first layers, and the embeddings, keep their weights during this stage. 0 trains all.</source>
            <translation>本阶段内，最前面的这么多层和嵌入保持权重不变。0 全部训练。</translation>
        </message>
        <message>
            <source>nothing is learnt: give the predictions a weight above 0, or add a term</source>
            <translation>什么也学不到：请给预测大于 0 的权重，或添加一个附加项</translation>
        </message>
        <message>
            <source>α by confidence asks what the teacher gives to the true token, which only the chosen tokens have; choose the soft loss on chosen, or another schedule</source>
            <translation>按置信度的 α 要看教师给真实词元的概率，而只有选中的词元才有；请让软损失作用于选中的词元，或改用别的变化</translation>
        </message>
        <message>
            <source>the term '{term}' is there twice; keep one, with the weight of both</source>
            <translation>附加项“{term}”出现了两次；请只留一个，权重取二者之和</translation>
        </message>
        <message>
            <source>Random, or copied from the teacher: embeddings, mapped layers and output.</source>
            <translation>随机，或从教师复制：嵌入、映射到的层和输出。</translation>
        </message>
        <message>
            <source>slices</source>
            <translation>切片</translation>
        </message>
        <message>
            <source>When narrower</source>
            <translation>更窄时</translation>
        </message>
        <message>
            <source>How a narrower student takes the teacher's weights: the first rows and columns; or along the directions in which the teacher's states vary most on the corpus.</source>
            <translation>更窄的学生如何取教师的权重：取前面的行和列；或沿教师状态在语料上变化最大的方向。</translation>
        </message>
        <message>
            <source>last</source>
            <translation>最后</translation>
        </message>
        <message>
            <source>skip</source>
            <translation>间隔</translation>
        </message>
        <message>
            <source>first half</source>
            <translation>前半</translation>
        </message>
        <message>
            <source>Layer map</source>
            <translation>层映射</translation>
        </message>
        <message>
            <source>Which of the teacher's layers each layer of the student begins with and is compared to: evenly from first to last (DistilBERT), the uppermost, the last of equal stretches (TinyBERT), or the lowest.</source>
            <translation>学生的每一层从教师的哪一层开始、又与哪一层比较：从第一层到最后一层均匀分布（DistilBERT）、最上面的几层、等分各段的最后一层（TinyBERT），或最下面的几层。</translation>
        </message>
        <message>
            <source>Own layer map</source>
            <translation>自定层映射</translation>
        </message>
        <message>
            <source>For each layer of the student the teacher's layer (from 0), instead of the layer map; -1 leaves a layer without one. Empty: as the layer map says.</source>
            <translation>为学生的每一层指定教师的层（从 0 数起），代替层映射；-1 表示该层没有对应。留空：按层映射。</translation>
        </message>
        <message>
            <source>How much the term counts: weight × term is added to the loss. Its curve shows the term without the weight.</source>
            <translation>该项的份量：权重 × 该项加到损失上。曲线显示的是未乘权重的值。</translation>
        </message>
        <message>
            <source>'{model}' has room for {ours} token ids and the teacher for {theirs}, and a cache holds the teacher's; leave the cache empty, or choose another warm start</source>
            <translation>“{model}”可容纳 {ours} 个词元编号，教师可容纳 {theirs} 个，而缓存保存的是教师的；请将缓存留空，或选择另一个热启动模型</translation>
        </message>
        <message>
            <source>the student reads text with the tokenizer '{ours}' and the teacher with '{theirs}', so that their tokens cannot be compared one by one; choose the teacher's tokenizer, or the divergence ULD, which compares sorted probabilities</source>
            <translation>学生用分词器“{ours}”读文本，教师用“{theirs}”，二者的词元无法逐个比较；请选用教师的分词器，或选择散度 ULD，它比较排序后的概率</translation>
        </message>
        <message>
            <source>{path}: {reason}</source>
            <translation>{path}：{reason}</translation>
        </message>
        <message>
            <source>{damage}; it says on which device and with how many threads this run computes, so that it cannot be resumed: start a new run with its settings</source>
            <translation>{damage}；该文件记录此运行在哪个设备上、用多少线程计算，因此无法继续：请用同样的设置开始新的运行</translation>
        </message>
        <message>
            <source>a run of the kind {kind} trains no model; estimates are for those that do</source>
            <translation>“{kind}”类的运行不训练模型；估算只针对训练模型的运行</translation>
        </message>
        <message>
            <source>this needs {needed} of memory and the machine has {there}; a micro-batch of {texts} with an accumulation of {accumulation} fits, and learns the same</source>
            <translation>这需要 {needed} 内存，而本机有 {there}；微批为 {texts}、累积为 {accumulation} 时放得下，学到的一样</translation>
        </message>
        <message>
            <source>this model needs {needed} of memory and the machine has {there}; the largest preset that fits is {preset}</source>
            <translation>这个模型需要 {needed} 内存，而本机有 {there}；放得下的最大预设是 {preset}</translation>
        </message>
        <message>
            <source>this needs {needed} of memory and the machine has {there}; choose fewer layers or a smaller width</source>
            <translation>这需要 {needed} 内存，而本机有 {there}；请减少层数或宽度</translation>
        </message>
        <message>
            <source>speeds are not measured: '{run}' is running too; compare again once it has ended</source>
            <translation>没有测量速度：“{run}”也在运行；等它结束后再比较一次</translation>
        </message>
        <message>
            <source>Measuring the speeds</source>
            <translation>测量速度</translation>
        </message>
        <message>
            <source>The teacher predicts this text worse than the n-gram does ({teacher:.4f} against {ngram:.4f} nats per token): train it longer before students learn from it.</source>
            <translation>教师对这段文本的预测不如 n-gram（每词元 {teacher:.4f} 对 {ngram:.4f} nat）：先把它训练得更久，再让学生向它学习。</translation>
        </message>
        <message>
            <source>{verdict} {warning}</source>
            <translation>{verdict}{warning}</translation>
        </message>
        <message>
            <source>on a text of {tokens} tokens the file's logits differ from the model's by {largest} at most and by {mean} on average; the likeliest next token is the same at {same}</source>
            <translation>在一段 {tokens} 个词元的文本上，文件的 logits 与模型的最大相差 {largest}，平均相差 {mean}；其中 {same} 处最可能的下一个词元相同</translation>
        </message>
        <message>
            <source>'{form}' is no format; there are {forms}</source>
            <translation>“{form}”不是导出格式；可用的有 {forms}</translation>
        </message>
        <message>
            <source>'{precision}' is no precision; there are {precisions}</source>
            <translation>“{precision}”不是精度；可用的有 {precisions}</translation>
        </message>
        <message>
            <source>the precision {precision} is one of GGUF files, and {form} has float32 alone; leave it out, or export as gguf</source>
            <translation>精度 {precision} 只用于 GGUF 文件，而 {form} 只有 float32；请去掉它，或导出为 gguf</translation>
        </message>
        <message>
            <source>config.json does not say its model_type; by its other keys it is {kind}, and it was read as that</source>
            <translation>config.json 没有给出 model_type；按其他键判断它是 {kind}，已按此读取</translation>
        </message>
        <message>
            <source>{folder} holds no LoRA adapter ({config}); leave the base empty to import a whole model</source>
            <translation>{folder} 中没有 LoRA 适配器（{config}）；要导入完整的模型，请将基础模型留空</translation>
        </message>
        <message>
            <source>Merging the adapter</source>
            <translation>正在合并适配器</translation>
        </message>
        <message>
            <source>the adapter changes {count} matrices of '{base}'; it says that it was made for '{made_for}'</source>
            <translation>适配器改变了“{base}”的 {count} 个矩阵；它自称是为“{made_for}”制作的</translation>
        </message>
        <message>
            <source>{folder} holds a LoRA adapter, which only changes another model ({made_for}); import that model first, and then this folder with it as the base (--base MODEL)</source>
            <translation>{folder} 中是 LoRA 适配器，它只改变另一个模型（{made_for}）；请先导入那个模型，再以它为基础模型导入此文件夹（--base MODEL）</translation>
        </message>
        <message>
            <source>{damage}; the model gets a tokenizer of its own</source>
            <translation>{damage}；该模型将使用自己的分词器</translation>
        </message>
        <message>
            <source>the model's own tokenizer puts an end token behind every text, prompts too, and so does this project; turn special tokens off to continue a text</source>
            <translation>该模型自己的分词器在每段文本（包括提示词）之后添加结束词元，本项目也照此处理；要续写文本，请关闭特殊词元</translation>
        </message>
        <message>
            <source>{file} says {settings}: transformers follows that when it writes, and this project writes by the settings that you give it alone, so that the same prompt may go on otherwise</source>
            <translation>{file} 规定 {settings}：transformers 生成时会照此执行，而本项目只按你给出的设置生成，因此同一提示词的续写可能不同</translation>
        </message>
        <message>
            <source>{file} ends texts by the token ids {ends}, and the tokenizer by {own}; {file} counts, as in transformers</source>
            <translation>{file} 以词元编号 {ends} 结束文本，而分词器以 {own} 结束；与 transformers 一样，以 {file} 为准</translation>
        </message>
        <message>
            <source>{file} says {settings}: transformers follows that when it writes; here the strategy '{own}' does, which is {strategy}</source>
            <translation>{file} 写着 {settings}：transformers 写作时照此办理；这里由策略“{own}”来做，它就是 {strategy}</translation>
        </message>
        <message>
            <source>{path} is no GGUF file; choose one, or the folder of a model that Hugging Face tools wrote</source>
            <translation>{path} 不是 GGUF 文件；请选择一个 GGUF 文件，或 Hugging Face 工具写出的模型文件夹</translation>
        </message>
        <message>
            <source>{folder} holds {count} GGUF files, such as {first} and {second}; choose one of them</source>
            <translation>{folder} 中有 {count} 个 GGUF 文件，例如 {first} 和 {second}；请选择其中一个</translation>
        </message>
        <message>
            <source>'{model}' brings no chat template, as chat models that are imported do, so that it cannot read chats; name the columns of prompt and response, and write a template</source>
            <translation>“{model}”没有带对话模板（导入的对话模型才有），因此不能读对话；请指定提示词列和回答列，并写一个模板</translation>
        </message>
        <message>
            <source>'{teacher}' does not write, so that it cannot teach to answer; choose a GPT or Llama model, or leave the teacher empty</source>
            <translation>“{teacher}”不会写作，因此不能教别的模型回答；请选择 GPT 或 Llama 模型，或把教师留空</translation>
        </message>
        <message>
            <source>{count} of {total} texts are cut at the context of {context} tokens; what stands behind is not read</source>
            <translation>{total} 个文本中有 {count} 个在上下文的 {context} 个词元处被截断；后面的内容不会被读入</translation>
        </message>
        <message>
            <source>{count} of {total} answers are cut at the context of {context} tokens; their end is not learnt</source>
            <translation>{total} 个回答中有 {count} 个在上下文的 {context} 个词元处被截断；它们的结尾不会被学习</translation>
        </message>
        <message>
            <source>nothing is left to learn or to measure on: {reason}</source>
            <translation>没有可供学习或测量的内容了：{reason}</translation>
        </message>
        <message>
            <source>{count} chats are left out, which the model's chat template refuses: {reason}</source>
            <translation>略去了 {count} 个被模型的对话模板拒绝的对话：{reason}</translation>
        </message>
        <message>
            <source>{count} chats are left out, since what the assistant says cannot be found in what the model's chat template makes of them</source>
            <translation>略去了 {count} 个对话，因为在模型的对话模板生成的文本中找不到助手说的话</translation>
        </message>
        <message>
            <source>{path}: {count} rows hold no chat in which the assistant says something each time, or cannot be read; left out</source>
            <translation>{path}：{count} 行中没有助手每次都说了话的对话，或无法读取；已略去</translation>
        </message>
        <message>
            <source>labels that differ only in case, spaces or the way a number is written are taken for one class: {labels}; to keep them apart, set merge_spellings to false</source>
            <translation>只在大小写、空格或数字写法上不同的标签被当作同一类：{labels}；要把它们分开，请把 merge_spellings 设为 false</translation>
        </message>
        <message>
            <source>labels that differ only in case, spaces or the way a number is written stay classes of their own: {labels}</source>
            <translation>只在大小写、空格或数字写法上不同的标签各自成为一类：{labels}</translation>
        </message>
        <message>
            <source>{count} texts have more than one label, such as '{text}' ({labels}); all examples of such a text are either learnt from or measured on, and no model can be right about all of them</source>
            <translation>{count} 个文本有不止一个标签，例如“{text}”（{labels}）；这样一个文本的所有样本要么都用来学习，要么都用来测量，没有模型能全部答对</translation>
        </message>
        <message>
            <source>'{column}' holds {count} different numbers; if they are amounts, such as a price or an age, this is a regression, which cannot be trained here: for classes each wrong number is as wrong as any other. Make a few ranges of them, such as low, middle and high, and tell these apart</source>
            <translation>“{column}”有 {count} 个不同的数字；如果它们是数量，例如价格或年龄，这就是回归，这里不能训练：对类别来说，每个错误的数字都同样错。请把它们分成几个区间，例如低、中、高，再区分这些区间</translation>
        </message>
        <message>
            <source>only the first {count} rows of each table are looked at here</source>
            <translation>这里只查看每个表格的前 {count} 行</translation>
        </message>
        <message>
            <source>'{name}' is in the bin; restore it, and resume the run</source>
            <translation>“{name}”在回收站里；恢复它，再继续这次运行</translation>
        </message>
        <message>
            <source>'{name}' is no longer in {folder}; {remedy}</source>
            <translation>“{name}”已不在 {folder} 中；{remedy}</translation>
        </message>
        <message>
            <source>{damage}; {remedy}</source>
            <translation>{damage}；{remedy}</translation>
        </message>
        <message>
            <source>{folder} is not the '{name}' that this run was given; put that back, or start a new run</source>
            <translation>{folder} 不是此运行开始时所用的“{name}”；请把原来的放回去，或开始新的运行</translation>
        </message>
        <message>
            <source>the bin has it undamaged as {id}: delete this one, restore that, and start a new run</source>
            <translation>回收站中有完好的一份（{id}）：请删除这一份，恢复那一份，然后开始新的运行</translation>
        </message>
        <message>
            <source>train or import the tokenizer again, and start a new run</source>
            <translation>请重新训练或导入该分词器，然后开始新的运行</translation>
        </message>
        <message>
            <source>cache the teacher again, and start a new run</source>
            <translation>请重新缓存教师的预测，然后开始新的运行</translation>
        </message>
        <message>
            <source>add the corpus again, and start a new run</source>
            <translation>请重新添加该语料，然后开始新的运行</translation>
        </message>
        <message>
            <source>add the corpus again from {files}, and start a new run</source>
            <translation>请从 {files} 重新添加该语料，然后开始新的运行</translation>
        </message>
        <message>
            <source>start a new run with {name}@{step}</source>
            <translation>请用 {name}@{step} 开始新的运行</translation>
        </message>
        <message>
            <source>'{name}' has no other checkpoint: train or import it again</source>
            <translation>“{name}”没有其他检查点：请重新训练或导入</translation>
        </message>
        <message>
            <source>not enough memory for the teacher's answers; lower the windows at once, or keep fewer of its likeliest tokens</source>
            <translation>内存不足以容纳教师的回答；请减少同时处理的窗口，或少保留一些最可能的词元</translation>
        </message>
        <message>
            <source>not enough memory for the models; close other programs, or take smaller models</source>
            <translation>内存不足以容纳这些模型；请关闭其他程序，或选用更小的模型</translation>
        </message>
        <message>
            <source>not enough memory for this text; close other programs, or take less text</source>
            <translation>内存不足以处理这段文本；请关闭其他程序，或少用一些文本</translation>
        </message>
        <message>
            <source>not enough memory for the logits, one for each piece of the vocabulary; take a tokenizer with fewer pieces, or halve the micro-batch and double the accumulation</source>
            <translation>内存不足以容纳 logits（词表里每个子词一个）；请用子词更少的分词器，或者把微批减半、累积加倍</translation>
        </message>
        <message>
            <source>not enough memory for the model's weights and the optimizer's; choose fewer layers or a smaller width</source>
            <translation>内存不足以容纳模型和优化器的权重；请减少层数或宽度</translation>
        </message>
        <message>
            <source>'{strategy}' writes one text; several come from a beam search, such as {example}</source>
            <translation>“{strategy}”只写一段文本；要多段文本请用束搜索，例如 {example}</translation>
        </message>
        <message>
            <source>on a text of {tokens} tokens, logits in {precision} differ from those in fp32 by {largest} at most and by {mean} on average, the predictions by {kl} nats (KL); the likeliest next token is the same at {same}</source>
            <translation>在一段 {tokens} 个词元的文本上，{precision} 的 logits 与 fp32 最多相差 {largest}，平均相差 {mean}，预测相差 {kl} nats（KL）；最可能的下一词元在 {same} 处相同</translation>
        </message>
        <message>
            <source>only a chat has a system's words and a history; ask the model as in a chat</source>
            <translation>只有对话才有系统的话和历史；请以对话的方式提问</translation>
        </message>
        <message>
            <source>the token {token} of the text to be continued is not among the {size} of this model's tokenizer</source>
            <translation>要续写的文本中的词元 {token} 不在该模型分词器的 {size} 个词元之中</translation>
        </message>
        <message>
            <source>this model brings no chat template, so that it cannot be asked as in a chat; give it a text to continue</source>
            <translation>这个模型没有带对话模板，因此不能像在对话中那样提问；请给它一段文本来续写</translation>
        </message>
        <message>
            <source>the model's chat template makes an empty text of this chat</source>
            <translation>模型的对话模板把这个对话变成了空文本</translation>
        </message>
        <message>
            <source>the prompt is empty, and this model knows no token that begins a text; write a prompt</source>
            <translation>提示词为空，而该模型没有表示文本开头的词元；请写一个提示词</translation>
        </message>
        <message>
            <source>'{by}' is nothing to look for the worst by; there are {known}</source>
            <translation>不能按“{by}”寻找最差之处；可用的有 {known}</translation>
        </message>
        <message>
            <source>there is no token at position {position}; the text has {count}, from 0</source>
            <translation>位置 {position} 没有词元；这段文字有 {count} 个，从 0 数起</translation>
        </message>
        <message>
            <source>{count} cannot be shown; ask for at least one</source>
            <translation>无法显示 {count} 个；请至少要一个</translation>
        </message>
        <message>
            <source>the expected answer is empty; write one, or leave its column out</source>
            <translation>期望的回答是空的；请写上，或去掉这一列</translation>
        </message>
        <message>
            <source>{path} is a text without columns; each of its lines is a prompt</source>
            <translation>{path} 是没有列的文本；它的每一行是一个提示词</translation>
        </message>
        <message>
            <source>{path} holds no prompt; write one a line, or one a row</source>
            <translation>{path} 里没有提示词；请每行写一个，或在表格里每行一个</translation>
        </message>
        <message>
            <source>{count} prompts behind the first {most} are left out</source>
            <translation>前 {most} 个之后的 {count} 个提示词没有读入</translation>
        </message>
        <message>
            <source>there is no file {path}</source>
            <translation>没有文件 {path}</translation>
        </message>
        <message>
            <source>{path} is too large for a file of prompts</source>
            <translation>{path} 作为提示词文件太大了</translation>
        </message>
        <message>
            <source>{path} is no text in UTF-8; save it as such</source>
            <translation>{path} 不是 UTF-8 文本；请另存为 UTF-8</translation>
        </message>
        <message>
            <source>{path} does not tell which of its columns holds the prompts; name one of: {known}</source>
            <translation>{path} 看不出哪一列是提示词；请从这些列中指明一个：{known}</translation>
        </message>
        <message>
            <source>{count} rows without a prompt are left out</source>
            <translation>没有提示词的 {count} 行没有读入</translation>
        </message>
        <message>
            <source>prompts are read from the column '{prompt}'</source>
            <translation>提示词取自列“{prompt}”</translation>
        </message>
        <message>
            <source>prompts are read from the column '{prompt}', expected answers from '{expected}'</source>
            <translation>提示词取自列“{prompt}”，期望的回答取自“{expected}”</translation>
        </message>
        <message>
            <source>the history ends with what the user said, and has no answer to it; leave it out, or add the answer</source>
            <translation>历史以用户的话结尾，没有对它的回答；去掉这句话，或补上回答</translation>
        </message>
        <message>
            <source>only greedy decoding and sampling can have drafts; choose greedy, or sample(temperature=0.8)</source>
            <translation>只有贪心解码和采样可以用草稿；请选 greedy，或 sample(temperature=0.8)</translation>
        </message>
        <message>
            <source>speculative decoding has no {settings}; leave them out</source>
            <translation>推测解码没有 {settings} 这些设置；请去掉</translation>
        </message>
        <message>
            <source>there is no prompt to write behind; give one</source>
            <translation>没有可以续写的提示词；请给出一个</translation>
        </message>
        <message>
            <source>drafts have 1 to {most} tokens; give lengths such as 1, 2, 4, 8</source>
            <translation>草稿有 1 到 {most} 个词元；请给出长度，例如 1、2、4、8</translation>
        </message>
        <message>
            <source>a length of drafts is given twice; name each once</source>
            <translation>有一个草稿长度给了两次；每个只写一次</translation>
        </message>
        <message>
            <source>{rounds} rounds cannot be measured; choose 1 to {most}</source>
            <translation>无法测量 {rounds} 轮；请选 1 到 {most}</translation>
        </message>
        <message>
            <source>a model that writes from left to right reads one text; leave the second one out, or choose a BERT</source>
            <translation>从左到右书写的模型只读一段文本；请去掉第二段，或选择一个 BERT</translation>
        </message>
        <message>
            <source>the tokenizer finds no token in this text; write words of its language</source>
            <translation>分词器在这段文本里找不到任何词元；请用它所懂的语言书写</translation>
        </message>
        <message>
            <source>the teacher has no layer {layer}; it has {count}, counted from 0</source>
            <translation>教师没有第 {layer} 层；它有 {count} 层，从 0 数起</translation>
        </message>
        <message>
            <source>the student has no layer {layer}; it has {count}, counted from 0</source>
            <translation>学生没有第 {layer} 层；它有 {count} 层，从 0 数起</translation>
        </message>
        <message>
            <source>one of the two models predicts the next token and the other is a BERT, which fills in masks; compare two models of one of these kinds</source>
            <translation>两个模型中一个预测下一个词元，另一个是填补掩码的 BERT；请比较同一类的两个模型</translation>
        </message>
        <message>
            <source>this model predicts the next token and has no mask to put in a token's place; leave the masks out, or choose a BERT model</source>
            <translation>这个模型预测下一个词元，没有可放在词元位置的掩码；请不要使用掩码，或者选择一个 BERT 模型</translation>
        </message>
        <message>
            <source>the {split} part of the corpus has no text to read; add documents or raise its validation share</source>
            <translation>语料的 {split} 部分没有可读的文本；请添加文档，或者提高验证比例</translation>
        </message>
        <message>
            <source>induction and copying are not measured: a BERT does not predict the next token</source>
            <translation>没有测量归纳和复制：BERT 不预测下一个词元</translation>
        </message>
        <message>
            <source>ablation is not measured: this BERT came without the head that fills in masks</source>
            <translation>没有测量消融：这个 BERT 没有填掩码的输出头</translation>
        </message>
        <message>
            <source>heads are measured on a text or on a corpus; name one of the two</source>
            <translation>注意力头在一段文本或一个语料上测量；请给出其中之一</translation>
        </message>
        <message>
            <source>the text has a single token, so that there is nothing to attend to</source>
            <translation>文本只有一个词元，没有可以注意的对象</translation>
        </message>
        <message>
            <source>the last {count} of {total} tokens are not read: at most {most} are</source>
            <translation>共 {total} 个词元，末尾的 {count} 个没有读：最多读 {most} 个</translation>
        </message>
        <message>
            <source>passages have {count} tokens instead of {asked}: no more can be read at once</source>
            <translation>每段有 {count} 个词元，而不是 {asked} 个：一次不能读更多</translation>
        </message>
        <message>
            <source>passages of {count} tokens are too short; ask for more</source>
            <translation>每段 {count} 个词元太短；请增加</translation>
        </message>
        <message>
            <source>the validation part has {count} passages of {tokens} tokens, not {asked}</source>
            <translation>验证部分只有 {count} 段（每段 {tokens} 个词元），不足 {asked} 段</translation>
        </message>
        <message>
            <source>on a text of 1 token, logits in {precision} differ from those in fp32 by {largest} at most and by {mean} on average, the prediction by {kl} nats (KL); the likeliest next token is the same at {same}</source>
            <translation>在一段 1 个词元的文本上，{precision} 的 logits 与 fp32 最多相差 {largest}，平均相差 {mean}，预测相差 {kl} nats（KL）；最可能的下一词元在 {same} 处相同</translation>
        </message>
        <message>
            <source>{path} holds no prompts that can be read; give a .txt with one a line, or a .csv, .tsv, .json, .jsonl or .parquet with one a row</source>
            <translation>{path} 中没有可以读取的提示词；请给出每行一条的 .txt，或每行记录一条的 .csv、.tsv、.json、.jsonl 或 .parquet</translation>
        </message>
        <message>
            <source>1 prompt behind the first {most} is left out</source>
            <translation>前 {most} 个之后的 1 个提示词没有读入</translation>
        </message>
        <message>
            <source>1 row without a prompt is left out</source>
            <translation>没有提示词的 1 行没有读入</translation>
        </message>
        <message>
            <source>'{model}' does not read the first {left_out} of the prompt's {total} tokens: its context has {context}</source>
            <translation>“{model}”没有读提示词 {total} 个词元中的前 {left_out} 个：它的上下文是 {context} 个词元</translation>
        </message>
        <message>
            <source>'{model}' does not know some characters of the prompt; of its {total} tokens, {unknown} stand for them</source>
            <translation>“{model}”不认识提示词里的一些字符：{total} 个词元中有 {unknown} 个是它们的替代</translation>
        </message>
        <message>
            <source>there is no [MASK] in the text; write one, or name a position to explain</source>
            <translation>文本中没有 [MASK]；请写一个，或指定要解释的位置</translation>
        </message>
        <message>
            <source>Slower here: at best {speed_up:.2f} times as fast, with drafts of {length}. {reason}</source>
            <translation>在这里更慢：最好也只有原来速度的 {speed_up:.2f} 倍，草稿长 {length}。{reason}</translation>
        </message>
        <message>
            <source>Neither faster nor slower for certain: {least:.2f} times as fast in one round, with drafts of {length}. {accepted}</source>
            <translation>说不上更快或更慢：一轮中速度是原来的 {least:.2f} 倍，草稿长 {length}。{accepted}</translation>
        </message>
        <message>
            <source>Neither faster nor slower for certain: between {least:.2f} and {most:.2f} times as fast in {rounds} rounds, with drafts of {length}. {accepted}</source>
            <translation>说不上更快或更慢：{rounds} 轮中速度在原来的 {least:.2f} 到 {most:.2f} 倍之间，草稿长 {length}。{accepted}</translation>
        </message>
        <message>
            <source>The rounds differ widely, from {least:.2f} to {most:.2f} times as fast: the machine was busy with something else. Measure again, with more rounds.</source>
            <translation>各轮相差很大，速度从原来的 {least:.2f} 倍到 {most:.2f} 倍：机器在忙别的。请用更多的轮数再测一次。</translation>
        </message>
        <message>
            <source>Drawn at random from the teacher's own distribution: by chance these are other texts than without drafts, so that they are not compared.</source>
            <translation>按教师自己的分布随机抽取：由于随机，与没有草稿时写出的不是同样的文本，所以不作比较。</translation>
        </message>
        <message>
            <source>The text is the teacher's own, token by token: {count:,} tokens compared, all equal.</source>
            <translation>文本逐词元就是教师自己的：比较了 {count:,} 个词元，全部相同。</translation>
        </message>
        <message>
            <source>1 text departs from the teacher's own, with drafts of {length} at token {place}, where its two likeliest tokens are {gap:.1e} logits apart: a pass over several tokens rounds otherwise than one over a single token.</source>
            <translation>有 1 篇文本与教师自己的不同：草稿长 {length}，在第 {place} 个词元处分开，那里教师最可能的两个词元的 logit 相差 {gap:.1e}：一次读多个词元与一次读一个词元的舍入不同。</translation>
        </message>
        <message>
            <source>{count} texts depart from the teacher's own; the first with drafts of {length} at token {place}, where its two likeliest tokens are {gap:.1e} logits apart: a pass over several tokens rounds otherwise than one over a single token.</source>
            <translation>有 {count} 篇文本与教师自己的不同；第一篇的草稿长 {length}，在第 {place} 个词元处分开，那里教师最可能的两个词元的 logit 相差 {gap:.1e}：一次读多个词元与一次读一个词元的舍入不同。</translation>
        </message>
        <message>
            <source>{speed_up:.2f} times as fast with drafts of {length}. {accepted}</source>
            <translation>草稿长 {length} 时，速度是原来的 {speed_up:.2f} 倍。{accepted}</translation>
        </message>
        <message>
            <source>{speed_up:.2f} times as fast with drafts of {length}. {accepted} It breaks even at {alpha:.0%} accepted, or where drafting a token costs {cost:.0%} of a step of the teacher (here {own_cost:.0%}).</source>
            <translation>草稿长 {length} 时，速度是原来的 {speed_up:.2f} 倍。{accepted}接受率为 {alpha:.0%} 时，或起草一个词元的开销为教师一步的 {cost:.0%}（这里是 {own_cost:.0%}）时，不赚不赔。</translation>
        </message>
        <message>
            <source>Of the drafted tokens that the teacher came to it accepted {alpha:.0%}, and each of its passes wrote {tokens:.1f} tokens.</source>
            <translation>教师读到的草稿词元中有 {alpha:.0%} 被接受，它每读一遍写出 {tokens:.1f} 个词元。</translation>
        </message>
        <message>
            <source>There was seldom a draft: in {drafts} of {passes} passes.</source>
            <translation>很少有草稿：{passes} 遍中只有 {drafts} 遍有。</translation>
        </message>
        <message>
            <source>Even a draft that is accepted whole would not pay: drafting a token costs {cost:.0%} of a step of the teacher, and its pass over the draft as much as {reading:.1f} steps.</source>
            <translation>就算草稿全部被接受也不划算：起草一个词元的开销是教师一步的 {cost:.0%}，它读一遍草稿相当于 {reading:.1f} 步。</translation>
        </message>
        <message>
            <source>The teacher accepted {alpha:.0%} of the drafted tokens that it came to, and it breaks even at {least:.0%}: drafting a token costs {cost:.0%} of one of its steps, and its pass over the draft as much as {reading:.1f} steps.</source>
            <translation>教师读到的草稿词元中有 {alpha:.0%} 被接受，而到 {least:.0%} 才不赚不赔：起草一个词元的开销是教师一步的 {cost:.0%}，它读一遍草稿相当于 {reading:.1f} 步。</translation>
        </message>
        <message>
            <source>By acceptance and costs {expected:.2f} times as fast was to be expected; reading the prompt twice and choosing take the rest.</source>
            <translation>按接受率和开销，本应是原来速度的 {expected:.2f} 倍；其余的时间花在把提示词读两遍和选择词元上。</translation>
        </message>
        <message>
            <source>'{token}' cannot be compared with itself; name another one</source>
            <translation>“{token}”不能与自己比较；请指定另一个</translation>
        </message>
        <message>
            <source>there is no position {position}: the text has {count} tokens; name one from 0 to {last}, or one from -1 backwards</source>
            <translation>没有位置 {position}：文本有 {count} 个词元；请指定 0 到 {last} 之间的位置，或从 -1 起倒数的位置</translation>
        </message>
        <message>
            <source>there is no token {token}: this model's tokenizer has {size}, from 0 on</source>
            <translation>没有词元 {token}：这个模型的分词器有 {size} 个词元，从 0 数起</translation>
        </message>
        <message>
            <source>'{text}' is not one token of this model but {count} ({tokens}); name one of them, or an id such as #17</source>
            <translation>“{text}”对这个模型不是一个词元，而是 {count} 个（{tokens}）；请指定其中一个，或写编号，例如 #17</translation>
        </message>
        <message>
            <source>'{named}' is no class of this model; it tells {labels}</source>
            <translation>“{named}”不是这个模型的类别；它区分 {labels}</translation>
        </message>
        <message>
            <source>there is no token {id}; the vocabulary has {size}, counted from 0</source>
            <translation>没有编号为 {id} 的词元；词表有 {size} 个，从 0 数起</translation>
        </message>
        <message>
            <source>it was made because {reason}</source>
            <translation>产生它的理由：{reason}</translation>
        </message>
        <message>
            <source>the teacher is left out: {reason}</source>
            <translation>教师不参与：{reason}</translation>
        </message>
        <message>
            <source>copying is not measured: a model that tells classes predicts no next token</source>
            <translation>没有测量复制：分类模型不预测下一个词元</translation>
        </message>
        <message>
            <source>the text has no token that could be masked; write words</source>
            <translation>文本中没有可以掩码的词元；请写些词</translation>
        </message>
        <message>
            <source>the validation part of '{corpus}' gives no minimal pairs: of its {count} documents no sentence has a bracket or a quotation mark that is opened and closed, a verb or an article that the rules know, and no name comes again</source>
            <translation>“{corpus}”的验证部分得不到最小对立对：在其 {count} 篇文档中，没有句子含有成对的括号或引号，也没有规则认识的动词或冠词，也没有再次出现的名字</translation>
        </message>
        <message>
            <source>{reason}; choose another place</source>
            <translation>{reason}；请选择其他位点</translation>
        </message>
        <message>
            <source>this model tells the class of a text and predicts no token</source>
            <translation>这个模型判断文本的类别，不预测词元</translation>
        </message>
        <message>
            <source>Of these runs {names} predict unseen text best, all of them with {value:.3f} {unit}.</source>
            <translation>在这些运行中，{names}对未见过的文本预测得最好，并列为 {value:.3f}（{unit}）。</translation>
        </message>
        <message>
            <source>On text that it never learned from, its loss is {best:.3f} nats per token (step {step:,}).</source>
            <translation>在从未用于学习的文本上，损失为每词元 {best:.3f} nat（第 {step:,} 步）。</translation>
        </message>
        <message>
            <source>'{name}' trained a language model of {size} from the beginning, on the text '{corpus}'.</source>
            <translation>“{name}”在文本“{corpus}”上从头训练了一个语言模型（{size}）。</translation>
        </message>
        <message>
            <source>What kind of run '{name}' was is not known any more.</source>
            <translation>“{name}”是哪一类运行，已无从得知。</translation>
        </message>
        <message>
            <source>Control</source>
            <translation>对照</translation>
        </message>
        <message>
            <source>Folder or GGUF file</source>
            <translation>文件夹或 GGUF 文件</translation>
        </message>
        <message>
            <source>A folder holds config.json, weights (model.safetensors) and a tokenizer; a GGUF file holds all of these. It is read as data; nothing in it is run.</source>
            <translation>文件夹中有 config.json、权重（model.safetensors）和分词器；GGUF 文件包含所有这些。只作为数据读取，不运行其中任何东西。</translation>
        </message>
        <message>
            <source>Base</source>
            <translation>基础模型</translation>
        </message>
        <message>
            <source>For a folder with a LoRA adapter: the model of the project that it was made for, into which it is merged. Empty for a folder with a whole model.</source>
            <translation>用于含 LoRA 适配器的文件夹：项目中它所针对的模型，适配器会合并进去。文件夹中是完整模型时留空。</translation>
        </message>
        <message>
            <source>{path} is a sweep of many runs; use the verb sweep: distill-workbench sweep {path}</source>
            <translation>{path} 是一次包含多次运行的扫描；请用命令 sweep：distill-workbench sweep {path}</translation>
        </message>
        <message>
            <source>{damage}; the n-grams are counted again</source>
            <translation>{damage}；将重新统计 n-gram</translation>
        </message>
        <message>
            <source>the header and licence of Project Gutenberg</source>
            <translation>古登堡计划的文件头和许可证</translation>
        </message>
        <message>
            <source>front matter</source>
            <translation>文件开头的设置（front matter）</translation>
        </message>
        <message>
            <source>page breaks</source>
            <translation>分页符</translation>
        </message>
        <message>
            <source>{file}: {characters} characters of boilerplate were left out: {kind}</source>
            <translation>{file}：已略去 {characters} 个字符的附带内容：{kind}</translation>
        </message>
        <message>
            <source>{file}: {characters} characters of boilerplate are read as text: {kind}; set boilerplate to remove to leave them out</source>
            <translation>{file}：有 {characters} 个字符的附带内容按文本读入：{kind}；要略去它们，请把“附带内容”设为“去掉”（remove）</translation>
        </message>
        <message>
            <source>{file} tells about the data and was left out</source>
            <translation>{file} 是关于数据的说明，已略去</translation>
        </message>
        <message>
            <source>{file} tells about the data and is read as text; set boilerplate to remove to leave it out</source>
            <translation>{file} 是关于数据的说明，按文本读入；要略去它，请把“附带内容”设为“去掉”（remove）</translation>
        </message>
        <message>
            <source>{file} is the test part of a data set and was left out</source>
            <translation>{file} 是数据集的测试部分，已略去</translation>
        </message>
        <message>
            <source>{file} is the test part of a data set and is read like the rest; name it among the validation files, or set boilerplate to remove to leave it out</source>
            <translation>{file} 是数据集的测试部分，和其余文件一样读入；请把它列入验证文件，或把“附带内容”设为“去掉”（remove）以略去它</translation>
        </message>
        <message>
            <source>the corpus '{name}' has no training text to be copied</source>
            <translation>语料“{name}”没有可供抄写的训练文本</translation>
        </message>
        <message>
            <source>{file}, line {line}: has {cells} cells, and the table has {columns} columns</source>
            <translation>{file} 第 {line} 行：有 {cells} 个单元格，而表格有 {columns} 列</translation>
        </message>
        <message>
            <source>{file}: {count} quotation marks are not closed or not doubled, the first in line {line}; they were read as ordinary characters</source>
            <translation>{file}：有 {count} 个引号没有闭合或没有双写，第一个在第 {line} 行；它们按普通字符读入</translation>
        </message>
        <message>
            <source>{file}: {count} rows have more cells than the table has columns, the first in line {line}; the last column, which is text, took them all</source>
            <translation>{file}：有 {count} 行的单元格多于表格的列数，第一个在第 {line} 行；多出的部分都归入最后一列，即文本列</translation>
        </message>
        <message>
            <source>{file}: {count} rows have fewer cells than the table has columns, the first in line {line}</source>
            <translation>{file}：有 {count} 行的单元格少于表格的列数，第一个在第 {line} 行</translation>
        </message>
        <message>
            <source>{file}: {count} comment lines were left out</source>
            <translation>{file}：略去了 {count} 行注释</translation>
        </message>
        <message>
            <source>the first row names the columns</source>
            <translation>第一行是列名</translation>
        </message>
        <message>
            <source>the first row is one like the others</source>
            <translation>第一行与其他行一样</translation>
        </message>
        <message>
            <source>{file} is read as one column, a line each; {first}</source>
            <translation>{file} 按单列读取，每行一个单元格；{first}</translation>
        </message>
        <message>
            <source>{file} is read as a table: delimiter '{delimiter}', quotation mark '{quote}', escape sign '{escape}'; {first}</source>
            <translation>{file} 按表格读取：分隔符“{delimiter}”，引号“{quote}”，转义符“{escape}”；{first}</translation>
        </message>
        <message>
            <source>{file} is read as a table: delimiter '{delimiter}', quotation mark '{quote}'; {first}</source>
            <translation>{file} 按表格读取：分隔符“{delimiter}”，引号“{quote}”；{first}</translation>
        </message>
        <message>
            <source>{file}, line {line}: is no valid JSON from here on</source>
            <translation>{file} 第 {line} 行：从这里起不是有效的 JSON</translation>
        </message>
        <message>
            <source>{file} has several lists; '{read}' was read, and not {others}</source>
            <translation>{file} 含有多个列表；读取了“{read}”，没有读取 {others}</translation>
        </message>
        <message>
            <source>JSON</source>
            <translation>JSON</translation>
        </message>
        <message>
            <source>JSON lines</source>
            <translation>JSON 行</translation>
        </message>
        <message>
            <source>a table (CSV)</source>
            <translation>表格（CSV）</translation>
        </message>
        <message>
            <source>a table (TSV)</source>
            <translation>表格（TSV）</translation>
        </message>
        <message>
            <source>plain text</source>
            <translation>纯文本</translation>
        </message>
        <message>
            <source>{file} is read as {read}, by its name, and looks like {kind}; choose the format {format} (--format {format}), or give its name the ending .{format}</source>
            <translation>{file} 按其名称作为{read}读取，但看起来像 {kind}；请选择格式 {format}（--format {format}），或把文件名的后缀改为 .{format}</translation>
        </message>
        <message>
            <source>{file} looks like XML, and its tags are read as text too; take them out first if they are not to be learnt</source>
            <translation>{file} 看起来像 XML，其中的标签也会当作文本读取；如果不想让模型学到标签，请先去掉它们</translation>
        </message>
        <message>
            <source>{file} holds one object and no list of records</source>
            <translation>{file} 只有一个对象，没有记录的列表</translation>
        </message>
        <message>
            <source>{file} holds no records</source>
            <translation>{file} 不含任何记录</translation>
        </message>
        <message>
            <source>long documents, of which parts are held out for validation: {documents} ({blocks} blocks from several places)</source>
            <translation>从中留出部分用于验证的长文档：{documents} 篇（取自多处的 {blocks} 段）</translation>
        </message>
        <message>
            <source>Comparing validation text with training text</source>
            <translation>正在比较验证文本与训练文本</translation>
        </message>
        <message>
            <source>of the validation text, none of {long_lines} long lines and none of {long_documents} documents also stands in the training text</source>
            <translation>验证文本的 {long_lines} 个长行和 {long_documents} 篇文档都没有出现在训练文本中</translation>
        </message>
        <message>
            <source>of the validation text, {lines} of {long_lines} long lines and {documents} of {long_documents} documents also stand in the training text, word for word; what is measured there flatters the model (drop duplicates, or name other validation files)</source>
            <translation>验证文本中，{long_lines} 个长行里有 {lines} 个、{long_documents} 篇文档里有 {documents} 篇也一字不差地出现在训练文本中；在这些内容上测得的结果会偏好（请去掉重复，或另选验证文件）</translation>
        </message>
        <message>
            <source>{count} passages cannot be read; ask for 1 to {most}</source>
            <translation>无法读取 {count} 个片段；请选 1 到 {most} 个</translation>
        </message>
        <message>
            <source>{folder}: {count} files are read; here is {file}</source>
            <translation>{folder}：读取 {count} 个文件；这里显示的是 {file}</translation>
        </message>
        <message>
            <source>{folder}: {count} files and more are read; here is {file}</source>
            <translation>{folder}：读取 {count} 个以上的文件；这里显示的是 {file}</translation>
        </message>
        <message>
            <source>File</source>
            <translation>文件</translation>
        </message>
        <message>
            <source>One of the files or folders of the corpus, as it is named there.</source>
            <translation>语料的文件或文件夹之一，写法与那里相同。</translation>
        </message>
        <message>
            <source>How the bytes of this file stand for characters; empty: as the others'.</source>
            <translation>这个文件的字节如何表示字符；留空：与其他文件相同。</translation>
        </message>
        <message>
            <source>Format</source>
            <translation>格式</translation>
        </message>
        <message>
            <source>How this file holds its documents; auto: as the others do.</source>
            <translation>这个文件以什么格式存放文档；自动：与其他文件相同。</translation>
        </message>
        <message>
            <source>How the files hold their documents, whatever their names say (but for .parquet); auto: by the ending of each name.</source>
            <translation>文件以什么格式存放文档，不论名称如何（.parquet 除外）；自动：按每个文件名的后缀。</translation>
        </message>
        <message>
            <source>Read otherwise</source>
            <translation>另行读取</translation>
        </message>
        <message>
            <source>Files and folders among them with an encoding or a format of their own.</source>
            <translation>其中有自己的编码或格式的文件和文件夹。</translation>
        </message>
        <message>
            <source>The field or column that holds the text in .json, .jsonl, .csv, .tsv and .parquet files: a name, a path such as data.text or messages[].content, or the number of a column (from 1) in a table without a heading; empty: chosen.</source>
            <translation>.json、.jsonl、.csv、.tsv 和 .parquet 文件中存放文本的字段或列：名称、data.text 或 messages[].content 这样的路径，或没有列名的表格中列的序号（从 1 起）；留空：自动选择。</translation>
        </message>
        <message>
            <source>Delimiter</source>
            <translation>分隔符</translation>
        </message>
        <message>
            <source>What stands between the cells of a .csv or .tsv file: a sign, tab, or none when each line is one cell; empty: guessed for each file.</source>
            <translation>.csv 或 .tsv 文件中单元格之间的符号：一个字符、tab，或 none（每行是一个单元格）；留空：逐个文件推测。</translation>
        </message>
        <message>
            <source>Quotation mark</source>
            <translation>引号</translation>
        </message>
        <message>
            <source>What stands around cells of a .csv or .tsv file that hold a delimiter or a line's end: a sign, or none; empty: guessed for each file.</source>
            <translation>.csv 或 .tsv 文件中，含有分隔符或换行的单元格两侧的符号：一个字符，或 none；留空：逐个文件推测。</translation>
        </message>
        <message>
            <source>Escape sign</source>
            <translation>转义符</translation>
        </message>
        <message>
            <source>What stands before a quotation mark within a quoted cell, where it is not doubled: a sign, or none; empty: guessed for each file.</source>
            <translation>单元格内的引号没有双写时，写在引号之前的符号：一个字符，或 none；留空：逐个文件推测。</translation>
        </message>
        <message>
            <source>yes</source>
            <translation>是</translation>
        </message>
        <message>
            <source>no</source>
            <translation>否</translation>
        </message>
        <message>
            <source>First row</source>
            <translation>第一行</translation>
        </message>
        <message>
            <source>Whether the first row of a .csv or .tsv file names its columns; auto: guessed for each file.</source>
            <translation>CSV 或 TSV 文件的第一行是否为列名；自动：逐个文件推测。</translation>
        </message>
        <message>
            <source>keep</source>
            <translation>保留</translation>
        </message>
        <message>
            <source>remove</source>
            <translation>去掉</translation>
        </message>
        <message>
            <source>Boilerplate</source>
            <translation>附带内容</translation>
        </message>
        <message>
            <source>What becomes of the header and licence of Project Gutenberg, of front matter and page breaks in .txt and .md files, and of files of a folder that tell about the data or are its test part: keep reads them as text and says so, remove leaves them out.</source>
            <translation>如何处理 .txt 和 .md 文件中古登堡计划的文件头和许可证、文件开头的设置和分页符，以及文件夹中关于数据的说明文件和测试部分：“保留”把它们按文本读入并加以说明，“去掉”则略去它们。</translation>
        </message>
        <message>
            <source>The share of the text that is kept out of training to measure on: whole documents, and blocks from several places of long ones.</source>
            <translation>不参与训练、留作度量的文本比例：整篇文档，以及取自长文档多处的段落。</translation>
        </message>
        <message>
            <source>Decides which documents and blocks are kept for validation.</source>
            <translation>决定留出哪些文档和段落用于验证。</translation>
        </message>
        <message>
            <source>'{given}' is no sign; write a single character, or tab, or {none}</source>
            <translation>“{given}”不是符号；请写单个字符、tab 或 {none}</translation>
        </message>
        <message>
            <source>delimiter, quotation mark and escape sign must differ</source>
            <translation>分隔符、引号和转义符必须互不相同</translation>
        </message>
        <message>
            <source>'{file}' is read otherwise, and is none of the files</source>
            <translation>“{file}”被指定另行读取，但它不在这些文件之中</translation>
        </message>
        <message>
            <source>{damage}; the text is encoded again</source>
            <translation>{damage}；将重新编码文本</translation>
        </message>
        <message>
            <source>{path} is that of another text or tokenizer</source>
            <translation>{path} 属于另一份文本或另一个分词器</translation>
        </message>
        <message>
            <source>the models have room for {one} and {other} token ids; they are compared over the {common} that both have, their probabilities renormalised</source>
            <translation>两个模型分别可容纳 {one} 和 {other} 个词元编号；在双方共有的 {common} 个上比较，概率已重新归一化</translation>
        </message>
        <message>
            <source>there is no text to score; write one behind a prompt</source>
            <translation>没有可评分的文本；请在提示词后写一段</translation>
        </message>
        <message>
            <source>mapped</source>
            <translation>映射到的</translation>
        </message>
        <message>
            <source>Every pair of the layer map, or only that of the student's last layer.</source>
            <translation>层映射的每一对，或只取学生最后一层的那一对。</translation>
        </message>
        <message>
            <source>hidden</source>
            <translation>隐藏状态</translation>
        </message>
        <message>
            <source>Term</source>
            <translation>附加项</translation>
        </message>
        <message>
            <source>Hidden states of mapped layers. Where the widths differ, a matrix that learns along translates the student's; it is not part of the student.</source>
            <translation>映射层的隐藏状态。宽度不同时，由一个一同学习的矩阵转换学生的状态；它不属于学生。</translation>
        </message>
        <message>
            <source>Compared by</source>
            <translation>比较方式</translation>
        </message>
        <message>
            <source>The mean squared difference, as TinyBERT does; or 1 − cosine, which minds the direction alone, as DistilBERT does.</source>
            <translation>均方差，如 TinyBERT；或 1 − 余弦，只看方向，如 DistilBERT。</translation>
        </message>
        <message>
            <source>Where the heads of mapped layers look.</source>
            <translation>映射层的各个头看向何处。</translation>
        </message>
        <message>
            <source>The mean squared difference of the scores before the softmax, as TinyBERT does; or the KL of the rows after it.</source>
            <translation>softmax 之前分数的均方差，如 TinyBERT；或 softmax 之后各行的 KL。</translation>
        </message>
        <message>
            <source>each</source>
            <translation>逐头</translation>
        </message>
        <message>
            <source>Head by head, which needs as many in both models; or their average, which does not.</source>
            <translation>逐头比较，要求两个模型头数相同；或比较平均值，则不要求。</translation>
        </message>
        <message>
            <source>embedding</source>
            <translation>嵌入</translation>
        </message>
        <message>
            <source>relations</source>
            <translation>关系</translation>
        </message>
        <message>
            <source>How the tokens relate to one another inside a layer: query to key and value to value, as MiniLM does. Neither widths nor head counts need to agree.</source>
            <translation>词元在一层之内彼此的关系：查询对键、值对值，如 MiniLM。宽度和头数都不必相同。</translation>
        </message>
        <message>
            <source>Relation heads</source>
            <translation>关系头</translation>
        </message>
        <message>
            <source>Into how many parts queries, keys and values are cut to be related; it must divide both widths. 0 takes the teacher's heads.</source>
            <translation>把查询、键和值切成多少份来求关系；必须能整除两个宽度。0 取教师的头数。</translation>
        </message>
        <message>
            <source>pooled</source>
            <translation>池化状态</translation>
        </message>
        <message>
            <source>The state that sums a text up (BERT with a pooler), compared by its mean squared difference. Where the widths differ, a matrix that learns along translates it.</source>
            <translation>概括一段文本的状态（带池化层的 BERT），以均方差比较。宽度不同时，由一个一同学习的矩阵转换。</translation>
        </message>
        <message>
            <source>next sentence</source>
            <translation>下一句</translation>
        </message>
        <message>
            <source>How sure the teacher is that one sentence follows the other (BERT with a pooler): the forward KL of both answers, softened and scaled as the soft loss is.</source>
            <translation>教师有多确定一句接在另一句之后（带池化层的 BERT）：两个回答的前向 KL，软化和缩放与软损失相同。</translation>
        </message>
        <message>
            <source>{ref} names the snapshot {name}, and {path} is not there; download the model again</source>
            <translation>{ref} 指定了快照 {name}，但 {path} 不存在；请重新下载该模型</translation>
        </message>
        <message>
            <source>the snapshot {name} is taken, which {ref} names</source>
            <translation>采用 {ref} 指定的快照 {name}</translation>
        </message>
        <message>
            <source>{folder} holds {count} snapshots of a model and no {ref} that names one; give one of the folders themselves: {names}</source>
            <translation>{folder} 中有一个模型的 {count} 个快照，却没有指定其一的 {ref}；请直接给出其中一个文件夹：{names}</translation>
        </message>
        <message>
            <source>the snapshot {name} is taken, the only one</source>
            <translation>采用唯一的快照 {name}</translation>
        </message>
        <message>
            <source>{ref} does not name a snapshot; give the snapshot's own folder</source>
            <translation>{ref} 没有指定快照；请直接给出快照的文件夹</translation>
        </message>
        <message>
            <source>{path} is not the file itself but a pointer of git-lfs to it, as a clone without git-lfs leaves it; fetch the file (git lfs pull in that folder, or download it) and import again</source>
            <translation>{path} 不是文件本身，而是 git-lfs 指向它的指针（未装 git-lfs 时克隆会留下这种文件）；请取回文件（在该文件夹中运行 git lfs pull，或下载它），然后重新导入</translation>
        </message>
        <message>
            <source>Too many files are open</source>
            <translation>打开的文件太多</translation>
        </message>
        <message>
            <source>The disk is not there any more</source>
            <translation>磁盘已不在</translation>
        </message>
        <message>
            <source>give yourself the permission</source>
            <translation>请给自己相应的权限</translation>
        </message>
        <message>
            <source>make the file system writable</source>
            <translation>请使文件系统可写</translation>
        </message>
        <message>
            <source>check the disk</source>
            <translation>请检查磁盘</translation>
        </message>
        <message>
            <source>move the project to a folder with a shorter path</source>
            <translation>请把项目移到路径更短的文件夹</translation>
        </message>
        <message>
            <source>close other programs, or raise the limit of open files</source>
            <translation>请关闭其他程序，或提高可打开文件数的上限</translation>
        </message>
        <message>
            <source>connect it again</source>
            <translation>请重新连接</translation>
        </message>
        <message>
            <source>mend that</source>
            <translation>请解决此问题</translation>
        </message>
        <message>
            <source>A beam's next token: which text is kept is decided by whole texts, several at a time.</source>
            <translation>这是一束的下一个词元：保留哪篇文字，由同时写着的几篇整篇来比较决定。</translation>
        </message>
        <message>
            <source>So the first group of beams chooses; later groups avoid what it has taken.</source>
            <translation>第一组束这样选；后面各组避开它选过的词元。</translation>
        </message>
        <message>
            <source>Mirostat begins anew here, as it does for a text that is continued; within a text its bound follows what was drawn before.</source>
            <translation>mirostat 在此重新开始，续写一篇文字时也是如此；在一篇文字之内，它的界限随先前抽到的词元而变。</translation>
        </message>
        <message>
            <source>a text can only be constrained with the package {library}; install it, or leave out {setting}</source>
            <translation>约束文字需要软件包 {library}；请安装它，或去掉 {setting}</translation>
        </message>
        <message>
            <source>the text that is continued does not begin as {setting} asks; leave that out, or begin anew</source>
            <translation>要继续的文字开头不符合 {setting} 的要求；请去掉这项设置，或重新开始</translation>
        </message>
        <message>
            <source>the text is complete, as {setting} asks</source>
            <translation>文字已经完整，符合 {setting} 的要求</translation>
        </message>
        <message>
            <source>no text that this model can write is as {setting} asks; ease it</source>
            <translation>这个模型写不出符合 {setting} 的文字；请放宽要求</translation>
        </message>
        <message>
            <source>{setting} is too large to be followed while a text is written; make it smaller</source>
            <translation>{setting} 太大，书写时无法跟随；请改小</translation>
        </message>
        <message>
            <source>{count} tokens cannot be written; ask for 0 or more</source>
            <translation>无法写出 {count} 个词元；请要 0 个或更多</translation>
        </message>
        <message>
            <source>after 1 token every token is forbidden; ease {settings}</source>
            <translation>写了 1 个词元之后，所有词元都被禁止；请放宽 {settings}</translation>
        </message>
        <message>
            <source>the bias of '{entry}' is beyond ±{most}; to forbid a text, write it into bad_words</source>
            <translation>“{entry}”的偏置超出 ±{most}；要禁止一段文字，请写入 bad_words</translation>
        </message>
        <message>
            <source>the seed {seed} does not fit into 64 bits; choose a smaller one</source>
            <translation>随机种子 {seed} 超出 64 位；请选小一些的</translation>
        </message>
        <message>
            <source>{setting} has {count} characters; at most {most} can be followed</source>
            <translation>{setting} 有 {count} 个字符；最多只能遵循 {most} 个</translation>
        </message>
        <message>
            <source>this model of {count} layers has none of the layers {layers} before its last one; name others, such as dola_layers={example}</source>
            <translation>这个有 {count} 层的模型在最后一层之前没有层 {layers}；请换别的层，例如 dola_layers={example}</translation>
        </message>
        <message>
            <source>'{text}' names no lengths of drafts; write numbers such as 1,2,4,8</source>
            <translation>“{text}”不是草稿长度；请写数字，例如 1,2,4,8</translation>
        </message>
        <message>
            <source>Min-p</source>
            <translation>Min-p</translation>
        </message>
        <message>
            <source>Only tokens at least this share as probable as the most likely one may be drawn; 0 allows all.</source>
            <translation>只有概率不低于最可能词元的这一比例的词元才可能被抽到；0 表示全部允许。</translation>
        </message>
        <message>
            <source>Typical-p</source>
            <translation>Typical-p</translation>
        </message>
        <message>
            <source>Only the tokens about as surprising as the model expects on average may be drawn, as many as reach this probability together; 1 allows all.</source>
            <translation>只允许抽取意外程度接近模型平均预期的词元，概率加起来达到这个值为止；1 表示全部允许。</translation>
        </message>
        <message>
            <source>Filters</source>
            <translation>过滤器</translation>
        </message>
        <message>
            <source>Epsilon cutoff</source>
            <translation>Epsilon 截断</translation>
        </message>
        <message>
            <source>Tokens less probable than this are not drawn, such as 0.0005; 0 allows all.</source>
            <translation>不抽取概率低于此值（如 0.0005）的词元；0 表示全部允许。</translation>
        </message>
        <message>
            <source>Eta cutoff</source>
            <translation>Eta 截断</translation>
        </message>
        <message>
            <source>Tokens less probable than this are not drawn, or than a smaller bound where the model is unsure; 0 allows all.</source>
            <translation>不抽取概率低于此值的词元，模型没把握时界限更低；0 表示全部允许。</translation>
        </message>
        <message>
            <source>Top-n-sigma</source>
            <translation>Top-n-sigma</translation>
        </message>
        <message>
            <source>Only tokens whose logit is within so many standard deviations of the largest may be drawn; 0 allows all.</source>
            <translation>只允许抽取 logit 与最大值相差不超过这么多个标准差的词元；0 表示全部允许。</translation>
        </message>
        <message>
            <source>XTC probability</source>
            <translation>XTC 概率</translation>
        </message>
        <message>
            <source>So often the likeliest tokens are left out where several are likely (exclude top choices); 0 never does.</source>
            <translation>有几个词元都很可能时，以此频率去掉其中最可能的（exclude top choices）；0 表示从不。</translation>
        </message>
        <message>
            <source>XTC threshold</source>
            <translation>XTC 阈值</translation>
        </message>
        <message>
            <source>XTC takes tokens of this probability or more for likely, and leaves the least likely of them in; above 0.5 there are never two of them.</source>
            <translation>XTC 把概率不低于此值的词元看作很可能的，并留下其中最不可能的一个；大于 0.5 时不会有两个。</translation>
        </message>
        <message>
            <source>of the workbench</source>
            <translation>本工作台的</translation>
        </message>
        <message>
            <source>of transformers</source>
            <translation>transformers 的</translation>
        </message>
        <message>
            <source>of llama.cpp</source>
            <translation>llama.cpp 的</translation>
        </message>
        <message>
            <source>Order of the steps</source>
            <translation>步骤的顺序</translation>
        </message>
        <message>
            <source>As transformers: what it lacks comes before temperature. As llama.cpp: temperature last, ties at the border of top-k fall, and penalties count the prompt too, but only the last tokens.</source>
            <translation>transformers 的顺序：它没有的步骤放在温度之前。llama.cpp 的顺序：温度放在最后，top-k 边界上并列的词元被去掉，惩罚把提示词也算在内，但只看最近的词元。</translation>
        </message>
        <message>
            <source>Penalty range</source>
            <translation>惩罚范围</translation>
        </message>
        <message>
            <source>In the order of llama.cpp the penalties for repetition, presence and frequency look at so many last tokens; -1 at all, 0 at none.</source>
            <translation>按 llama.cpp 的顺序时，重复、出现与频率惩罚看最近这么多个词元；-1 为全部，0 为不看。</translation>
        </message>
        <message>
            <source>repeat_last_n only counts in the order of llama.cpp; choose that order, or leave it out</source>
            <translation>repeat_last_n 只在 llama.cpp 的顺序中起作用；请选择那种顺序，或去掉这项设置</translation>
        </message>
        <message>
            <source>a temperature of {temperature} cannot be sampled from; use the strategy 'greedy'</source>
            <translation>温度为 {temperature} 时无法采样；请用策略“greedy”</translation>
        </message>
        <message>
            <source>{strategy} needs a second model; name one, such as {example}</source>
            <translation>{strategy} 需要第二个模型；请写出一个的名称，例如 {example}</translation>
        </message>
        <message>
            <source>its generation_config.json names tokens in a way that is unknown</source>
            <translation>它的 generation_config.json 以未知的方式写出词元</translation>
        </message>
        <message>
            <source>Repetition penalty</source>
            <translation>重复惩罚</translation>
        </message>
        <message>
            <source>Above 1 every token that stands in the text already, prompt included, becomes less likely; 1 changes nothing.</source>
            <translation>大于 1 时，文中（包括开头）已有的每个词元都变得更不可能；1 表示不改变。</translation>
        </message>
        <message>
            <source>Presence penalty</source>
            <translation>出现惩罚</translation>
        </message>
        <message>
            <source>Is taken from the logit of every token that was written already, however often.</source>
            <translation>从每个已写出的词元的 logit 中减去，不论出现几次。</translation>
        </message>
        <message>
            <source>Frequency penalty</source>
            <translation>频率惩罚</translation>
        </message>
        <message>
            <source>Is taken from a token's logit once for each time that it was written already.</source>
            <translation>词元已写出几次，就从它的 logit 中减去几次。</translation>
        </message>
        <message>
            <source>No-repeat n-gram</source>
            <translation>不重复的 n 元组</translation>
        </message>
        <message>
            <source>So many tokens in a row never come twice, prompt included; 0 allows it.</source>
            <translation>连续这么多个词元不会出现两次，包括开头；0 表示允许。</translation>
        </message>
        <message>
            <source>DRY multiplier</source>
            <translation>DRY 乘数</translation>
        </message>
        <message>
            <source>Makes tokens less likely that would go on with a repetition, the more the longer it is (don't repeat yourself), such as 0.8; 0 turns it off.</source>
            <translation>让会把重复继续下去的词元变得更不可能，重复越长越不可能（don't repeat yourself），例如 0.8；0 表示关闭。</translation>
        </message>
        <message>
            <source>DRY base</source>
            <translation>DRY 底数</translation>
        </message>
        <message>
            <source>Each further repeated token makes the penalty of DRY so many times larger.</source>
            <translation>每多重复一个词元，DRY 的惩罚就乘以这么多倍。</translation>
        </message>
        <message>
            <source>DRY allowed length</source>
            <translation>DRY 允许长度</translation>
        </message>
        <message>
            <source>DRY lets so many tokens less one be repeated freely.</source>
            <translation>DRY 允许自由重复的词元数比此值少一个。</translation>
        </message>
        <message>
            <source>DRY range</source>
            <translation>DRY 范围</translation>
        </message>
        <message>
            <source>DRY looks at so many tokens before; -1 at all.</source>
            <translation>DRY 看前面这么多个词元；-1 表示全部。</translation>
        </message>
        <message>
            <source>DRY sequence breakers</source>
            <translation>DRY 中断文本</translation>
        </message>
        <message>
            <source>Bad words</source>
            <translation>禁用词</translation>
        </message>
        <message>
            <source>Texts that are not written, as the tokenizer cuts them, with and without a space before; #17 is the token of that id, #17#20 two in a row.</source>
            <translation>不会写出的文字，按分词器的切分，前面有空格和没有空格的都算；#17 是该编号的词元，#17#20 是连续两个。</translation>
        </message>
        <message>
            <source>Token bias</source>
            <translation>词元偏置</translation>
        </message>
        <message>
            <source>What is added to the logits of texts, such as cat=2 or #17=-1.5; they are read like bad words, and of several tokens the last one counts.</source>
            <translation>加到某些文字的 logit 上的值，例如 cat=2 或 #17=-1.5；读法与禁用词相同，有几个词元时算在最后一个上。</translation>
        </message>
        <message>
            <source>Minimum new tokens</source>
            <translation>最少新词元</translation>
        </message>
        <message>
            <source>The text does not end before so many tokens are written.</source>
            <translation>写出这么多个词元之前，文字不会结束。</translation>
        </message>
        <message>
            <source>Stop strings</source>
            <translation>停止文本</translation>
        </message>
        <message>
            <source>The text ends behind the token that completes one of these; \n is a line's end.</source>
            <translation>哪个词元把其中一个补全，文字就在它之后结束；\n 是换行。</translation>
        </message>
        <message>
            <source>The text as a whole, its spaces included, is one that this matches, such as [0-9]+; \d is 0-9, and there is no look-around.</source>
            <translation>文字整体上（包括空格）与它匹配，例如 [0-9]+；\d 是 0 到 9，没有环视。</translation>
        </message>
        <message>
            <source>The text is JSON of this shape, spaced as Python writes it: a JSON Schema, which says the type, the keys and the bounds of each value.</source>
            <translation>文字是这种形状的 JSON，空格与 Python 的写法相同：用 JSON Schema 说明每个值的类型、键和范围。</translation>
        </message>
        <message>
            <source>an empty text stands everywhere; leave it out of the list</source>
            <translation>空文本处处都有；请把它从列表中去掉</translation>
        </message>
        <message>
            <source>'{entry}' is no bias; write the text, = and a number, such as cat=2</source>
            <translation>“{entry}”不是偏置；请写文字、= 和一个数，例如 cat=2</translation>
        </message>
        <message>
            <source>Mirostat tau</source>
            <translation>Mirostat tau</translation>
        </message>
        <message>
            <source>Mirostat 2 takes the place of the filters and keeps the surprise of the text at so many bits a token, such as 5; 0 turns it off.</source>
            <translation>Mirostat 2 取代各个过滤器，让每个词元的意外程度保持在这么多比特，例如 5；0 表示关闭。</translation>
        </message>
        <message>
            <source>bits</source>
            <translation>比特</translation>
        </message>
        <message>
            <source>Mirostat eta</source>
            <translation>Mirostat eta</translation>
        </message>
        <message>
            <source>How fast mirostat follows the surprise of what was drawn.</source>
            <translation>mirostat 随抽到的词元的意外程度而调整的快慢。</translation>
        </message>
        <message>
            <source>mirostat takes the place of the filters; leave out mirostat_tau, or {filters}</source>
            <translation>mirostat 取代各个过滤器；请去掉 mirostat_tau，或者 {filters}</translation>
        </message>
        <message>
            <source>Texts returned</source>
            <translation>返回的文本数</translation>
        </message>
        <message>
            <source>So many of the best texts are told with their scores; at most one for each beam.</source>
            <translation>给出这么多段最好的文本及其得分；每个束最多一段。</translation>
        </message>
        <message>
            <source>{beams} beams cannot give {texts} texts; ask for more beams, or fewer texts</source>
            <translation>{beams} 个束给不出 {texts} 段文本；请增加束数，或减少文本数</translation>
        </message>
        <message>
            <source>Beam writes several texts side by side and keeps the likeliest as a whole.</source>
            <translation>束搜索同时写出几篇文字，保留整体上最可能的一篇。</translation>
        </message>
        <message>
            <source>Beams</source>
            <translation>束数</translation>
        </message>
        <message>
            <source>So many texts are written side by side; each costs as much as one.</source>
            <translation>同时写出的篇数；每一篇都和单写一篇一样费时。</translation>
        </message>
        <message>
            <source>Length penalty</source>
            <translation>长度惩罚</translation>
        </message>
        <message>
            <source>A text that has ended counts by its log-probability divided by its length to this power: above 0 favours long texts, below 0 short ones.</source>
            <translation>写完的文字按其对数概率除以长度的这个次方来比较：大于 0 偏爱长文，小于 0 偏爱短文。</translation>
        </message>
        <message>
            <source>fused</source>
            <translation>融合</translation>
        </message>
        <message>
            <source>plain</source>
            <translation>普通</translation>
        </message>
        <message>
            <source>What a model learns with. Fused is torch's scaled_dot_product_attention; plain is matrix products and a softmax, as transformers' eager: equal but for rounding, faster on some processors, with more memory, and for windows of up to 512 tokens. Auto takes plain for bf16 on a processor where it is faster, measured once a machine; the run records it.</source>
            <translation>模型学习时所用的注意力内核。融合是 torch 的 scaled_dot_product_attention；普通是矩阵乘积加 softmax，与 transformers 的 eager 相同：除舍入外结果相等，在某些处理器上更快，占用更多内存，只用于不超过 512 个词元的窗口。自动：bf16 在处理器上以普通内核更快时取普通，每台机器只测量一次；运行会记录所取的内核。</translation>
        </message>
        <message>
            <source>ddp</source>
            <translation>完整副本（ddp）</translation>
        </message>
        <message>
            <source>fsdp</source>
            <translation>切片（fsdp）</translation>
        </message>
        <message>
            <source>Sharding</source>
            <translation>分片</translation>
        </message>
        <message>
            <source>Only where torchrun starts several processes: each holds a whole model (ddp), or a slice of it and of the optimizer's memory (fsdp); auto takes slices where a whole one would fill more than half of the memory.</source>
            <translation>仅在 torchrun 启动多个进程时有效：每个进程持有完整的模型（ddp），或模型和优化器状态的一个切片（fsdp）；自动时，若完整模型会占用一半以上的内存，则使用切片。</translation>
        </message>
        <message>
            <source>{first}, {rest}</source>
            <translation>{first}、{rest}</translation>
        </message>
        <message>
            <source>never</source>
            <translation>从不</translation>
        </message>
        <message>
            <source>'{name}' is given twice in {text}; keep one of the two</source>
            <translation>“{name}”在 {text} 中给了两次；请只留一个</translation>
        </message>
        <message>
            <source>it does not begin as a GGUF file does</source>
            <translation>它的开头不像 GGUF 文件</translation>
        </message>
        <message>
            <source>settings</source>
            <translation>设置</translation>
        </message>
        <message>
            <source>tensors</source>
            <translation>张量</translation>
        </message>
        <message>
            <source>it has '{name}' twice</source>
            <translation>其中“{name}”出现了两次</translation>
        </message>
        <message>
            <source>it has a tensor twice</source>
            <translation>其中有一个张量出现了两次</translation>
        </message>
        <message>
            <source>{path} was written for machines that order bytes the other way (big-endian); take the usual file of this model</source>
            <translation>{path} 是为字节顺序相反的机器（大端）写的；请使用该模型通常的文件</translation>
        </message>
        <message>
            <source>{path} is a GGUF file of version {given}; versions {known} can be read</source>
            <translation>{path} 是版本 {given} 的 GGUF 文件；可以读取的版本是 {known}</translation>
        </message>
        <message>
            <source>it claims {count} {what}</source>
            <translation>它声称有 {count} 个{what}</translation>
        </message>
        <message>
            <source>what stands before its weights has no end</source>
            <translation>权重之前的内容没有尽头</translation>
        </message>
        <message>
            <source>it ends in the middle</source>
            <translation>它在中途结束了</translation>
        </message>
        <message>
            <source>it has a name of {count} bytes</source>
            <translation>其中有一个 {count} 字节的名称</translation>
        </message>
        <message>
            <source>a text in it is not UTF-8</source>
            <translation>其中有一段文本不是 UTF-8</translation>
        </message>
        <message>
            <source>texts</source>
            <translation>文本</translation>
        </message>
        <message>
            <source>'{name}' is of a sort ({code}) that it cannot have</source>
            <translation>“{name}”的类型（{code}）不可能出现</translation>
        </message>
        <message>
            <source>'{name}' has {count} dimensions</source>
            <translation>“{name}”有 {count} 个维度</translation>
        </message>
        <message>
            <source>'{name}' claims {count} numbers</source>
            <translation>“{name}”声称有 {count} 个数</translation>
        </message>
        <message>
            <source>it aligns its weights to {given}</source>
            <translation>它把权重对齐到 {given}</translation>
        </message>
        <message>
            <source>{path} cannot be read as GGUF: {reason}; it is damaged or was not copied whole, so download it again</source>
            <translation>{path} 不能作为 GGUF 读取：{reason}；文件已损坏或没有复制完整，请重新下载</translation>
        </message>
        <message>
            <source>one of the two models reads from left to right and the other is a BERT, which reads the text between [CLS] and [SEP]; compare two models of one of these kinds</source>
            <translation>两个模型中一个从左往右读，另一个是 BERT，在 [CLS] 与 [SEP] 之间读文字；请比较同一类的两个模型</translation>
        </message>
        <message>
            <source>no browser can be opened here; the picture is {page}</source>
            <translation>此处无法打开浏览器；图片在 {page}</translation>
        </message>
        <message>
            <source>it escapes half a character</source>
            <translation>其中转义了半个字符</translation>
        </message>
        <message>
            <source>Loss (nats per token)</source>
            <translation>损失（每词元 nat 数）</translation>
        </message>
        <message>
            <source>Parts of the loss</source>
            <translation>损失的各部分</translation>
        </message>
        <message>
            <source>Accuracy and agreement</source>
            <translation>准确率与一致率</translation>
        </message>
        <message>
            <source>Accuracy of the classes</source>
            <translation>类别准确率</translation>
        </message>
        <message>
            <source>Entropy of the predictions (nats)</source>
            <translation>预测的熵（nat）</translation>
        </message>
        <message>
            <source>Calibration error</source>
            <translation>校准误差</translation>
        </message>
        <message>
            <source>Pull of each part (gradient norm)</source>
            <translation>各部分的拉力（梯度范数）</translation>
        </message>
        <message>
            <source>{title} ({unit})</source>
            <translation>{title}（{unit}）</translation>
        </message>
        <message>
            <source>{title}: {part}</source>
            <translation>{title}：{part}</translation>
        </message>
        <message>
            <source>nats per token</source>
            <translation>每词元 nat 数</translation>
        </message>
        <message>
            <source>nats</source>
            <translation>nat</translation>
        </message>
        <message>
            <source>Training loss</source>
            <translation>训练损失</translation>
        </message>
        <message>
            <source>Validation loss</source>
            <translation>验证损失</translation>
        </message>
        <message>
            <source>Loss that the distillation trains on</source>
            <translation>蒸馏训练所用的损失</translation>
        </message>
        <message>
            <source>mixture (trained on)</source>
            <translation>混合损失（训练所用）</translation>
        </message>
        <message>
            <source>The weighted sum of its parts; no other run's loss can be compared with it</source>
            <translation>各部分的加权和；不能与其他运行的损失相比</translation>
        </message>
        <message>
            <source>Part of the loss</source>
            <translation>损失的一部分</translation>
        </message>
        <message>
            <source>Validation loss of masked tokens</source>
            <translation>掩码词元的验证损失</translation>
        </message>
        <message>
            <source>Masked tokens (validation)</source>
            <translation>掩码词元（验证）</translation>
        </message>
        <message>
            <source>Validation loss of next sentences</source>
            <translation>下一句的验证损失</translation>
        </message>
        <message>
            <source>Next sentence (validation)</source>
            <translation>下一句（验证）</translation>
        </message>
        <message>
            <source>nats per pair</source>
            <translation>每句对 nat 数</translation>
        </message>
        <message>
            <source>Validation perplexity</source>
            <translation>验证困惑度</translation>
        </message>
        <message>
            <source>Perplexity</source>
            <translation>困惑度</translation>
        </message>
        <message>
            <source>How many tokens the model wavers between on average</source>
            <translation>模型平均在多少个词元之间拿不定主意</translation>
        </message>
        <message>
            <source>Validation bits per byte</source>
            <translation>验证每字节比特数</translation>
        </message>
        <message>
            <source>Bits per byte</source>
            <translation>每字节比特数</translation>
        </message>
        <message>
            <source>Independent of the tokenizer, lower is better</source>
            <translation>与分词器无关，越低越好</translation>
        </message>
        <message>
            <source>Validation accuracy</source>
            <translation>验证准确率</translation>
        </message>
        <message>
            <source>Accuracy</source>
            <translation>准确率</translation>
        </message>
        <message>
            <source>How often the most likely token is the true one</source>
            <translation>最可能的词元恰是真实词元的比例</translation>
        </message>
        <message>
            <source>Validation top-5 accuracy</source>
            <translation>验证前五准确率</translation>
        </message>
        <message>
            <source>Top-5 accuracy</source>
            <translation>前五准确率</translation>
        </message>
        <message>
            <source>How often the true token is among the five likeliest</source>
            <translation>真实词元在最可能的五个之内的比例</translation>
        </message>
        <message>
            <source>Accuracy on masked tokens</source>
            <translation>掩码词元准确率</translation>
        </message>
        <message>
            <source>Masked accuracy</source>
            <translation>掩码准确率</translation>
        </message>
        <message>
            <source>Accuracy on next sentences</source>
            <translation>下一句判断准确率</translation>
        </message>
        <message>
            <source>Next-sentence accuracy</source>
            <translation>下一句准确率</translation>
        </message>
        <message>
            <source>Validation macro-F1</source>
            <translation>验证宏平均 F1</translation>
        </message>
        <message>
            <source>Macro-F1</source>
            <translation>宏平均 F1</translation>
        </message>
        <message>
            <source>How often the most likely token is the teacher's too</source>
            <translation>最可能的词元与教师相同的比例</translation>
        </message>
        <message>
            <source>How often the teacher's most likely token is among the five likeliest</source>
            <translation>教师最可能的词元在最可能的五个之内的比例</translation>
        </message>
        <message>
            <source>KL from the teacher</source>
            <translation>与教师的 KL 散度</translation>
        </message>
        <message>
            <source>KL</source>
            <translation>KL</translation>
        </message>
        <message>
            <source>CSV</source>
            <translation>CSV</translation>
        </message>
        <message>
            <source>TSV</source>
            <translation>TSV</translation>
        </message>
        <message>
            <source>no document of the {split} part has two sentences, so that no pair can be made; choose the objective masked tokens (mlm), or import the text with longer documents</source>
            <translation>{split}部分没有一篇文档有两个句子，无法组成句对；请选择目标“掩码词元”（mlm），或导入文档更长的文本</translation>
        </message>
        <message>
            <source>the {split} part of the corpus is a single document, so that no second sentence can come from another one; choose the objective masked tokens (mlm), or cut the text into documents</source>
            <translation>语料的{split}部分只有一篇文档，第二句无法来自另一篇；请选择目标“掩码词元”（mlm），或把文本切分成多篇文档</translation>
        </message>
        <message>
            <source>likeliest tokens</source>
            <translation>最可能的词元</translation>
        </message>
        <message>
            <source>whole distribution</source>
            <translation>整个分布</translation>
        </message>
        <message>
            <source>Forward KL</source>
            <translation>前向 KL</translation>
        </message>
        <message>
            <source>Reverse KL</source>
            <translation>反向 KL</translation>
        </message>
        <message>
            <source>Jeffreys</source>
            <translation>Jeffreys</translation>
        </message>
        <message>
            <source>Jensen–Shannon</source>
            <translation>Jensen–Shannon</translation>
        </message>
        <message>
            <source>Skewed KL</source>
            <translation>偏斜 KL</translation>
        </message>
        <message>
            <source>Skewed reverse KL</source>
            <translation>偏斜反向 KL</translation>
        </message>
        <message>
            <source>Total variation</source>
            <translation>全变差</translation>
        </message>
        <message>
            <source>Logit MSE</source>
            <translation>logit 均方差</translation>
        </message>
        <message>
            <source>ULD</source>
            <translation>ULD</translation>
        </message>
        <message>
            <source>squared error</source>
            <translation>平方差</translation>
        </message>
        <message>
            <source>off</source>
            <translation>关</translation>
        </message>
        <message>
            <source>principal components</source>
            <translation>主成分</translation>
        </message>
        <message>
            <source>Greedy</source>
            <translation>贪心</translation>
        </message>
        <message>
            <source>Sampling</source>
            <translation>采样</translation>
        </message>
        <message>
            <source>Beam search</source>
            <translation>束搜索</translation>
        </message>
        <message>
            <source>Yes (true): stops once as many texts have ended as there are beams. No (false): when a better one is unlikely. Never: only when none can come.</source>
            <translation>是（true）：写完的篇数等于束数时就停。否（false）：不大可能有更好的时停。从不（never）：只在不可能有更好的时才停。</translation>
        </message>
        <message>
            <source>{count} seeds from {first} on go past the greatest one; begin at {most} or below</source>
            <translation>从 {first} 起的 {count} 个种子超出最大的种子；请从 {most} 或更小的开始</translation>
        </message>
        <message>
            <source>'{name}' belongs to no strategy; it is given beside it, for all of them</source>
            <translation>“{name}”不属于任何策略；它在策略之外给出，对所有策略都一样</translation>
        </message>
        <message>
            <source>there is no layer {layer}; this model has {count}, counted from 0</source>
            <translation>没有第 {layer} 层；这个模型有 {count} 层，从 0 数起</translation>
        </message>
        <message>
            <source>there is no head {head}; each layer of this model has {count}, counted from 0</source>
            <translation>没有注意力头 {head}；这个模型每层有 {count} 个，从 0 数起</translation>
        </message>
        <message>
            <source>there is no neuron {neuron}; each layer of this model has {count}, counted from 0</source>
            <translation>没有神经元 {neuron}；这个模型每层有 {count} 个，从 0 数起</translation>
        </message>
        <message>
            <source>the text has {count} tokens, and layers are compared over at least {least}; write a longer one</source>
            <translation>文本有 {count} 个词元，而比较各层至少需要 {least} 个；请写长一些</translation>
        </message>
        <message>
            <source>two models have different layers and heads; export one model's layer, or all of both</source>
            <translation>两个模型的层和头各不相同；请导出其中一个模型的某一层，或导出两者的全部</translation>
        </message>
        <message>
            <source>{layers} layers × {heads} heads on {tokens} tokens are {count} weights, and a {suffix} file holds at most {most}; choose one layer or head, a shorter text, or a picture</source>
            <translation>{layers} 层 × {heads} 个头在 {tokens} 个词元上共有 {count} 个权重，而 {suffix} 文件最多存 {most} 个；请选择一层或一个头、更短的文本，或导出为图片</translation>
        </message>
        <message>
            <source>{path} has {size} bytes, too many for a view; is it the right file?</source>
            <translation>{path} 有 {size} 字节，作为视图文件太大了；是这个文件吗？</translation>
        </message>
        <message>
            <source>{path} is no view of attention; give one that was exported, a file that ends in .json</source>
            <translation>{path} 不是注意力视图；请给出导出的视图，即以 .json 结尾的文件</translation>
        </message>
        <message>
            <source>previous-token head</source>
            <translation>前一词元头</translation>
        </message>
        <message>
            <source>first-token sink</source>
            <translation>首词元汇</translation>
        </message>
        <message>
            <source>special-token sink</source>
            <translation>特殊词元汇</translation>
        </message>
        <message>
            <source>broad</source>
            <translation>分散</translation>
        </message>
        <message>
            <source>the token at position {query} does not see the one at {key}, which comes later; choose a key at the query or before it</source>
            <translation>位置 {query} 的词元看不到位置 {key} 的词元，后者在它之后；请选择查询处或其之前的键</translation>
        </message>
        <message>
            <source>this layer sees less than {window} tokens away, and the token at position {key} is further from the one at {query}; choose a nearer one</source>
            <translation>这一层只看距离小于 {window} 个词元的范围，而位置 {key} 的词元离位置 {query} 更远；请选择更近的词元</translation>
        </message>
        <message>
            <source>{count} of {total} tokens are unknown to the tokenizer: the model reads none of their characters</source>
            <translation>{total} 个词元中有 {count} 个是分词器不认识的：模型读不到其中的字符</translation>
        </message>
        <message>
            <source>of the text's {total} tokens {read} were read, and the rest is left out</source>
            <translation>文本共有 {total} 个词元，读了 {read} 个，其余略去</translation>
        </message>
        <message>
            <source>on {tokens} tokens the maps of all layers are {size} MB: they are given one layer at a time, and a file holds one layer</source>
            <translation>在 {tokens} 个词元上，所有层的热图共 {size} MB：每次只给出一层，一个文件也只存一层</translation>
        </message>
        <message>
            <source>rollout drifts to the first tokens in a model that reads from left to right</source>
            <translation>在从左到右阅读的模型里，rollout 会偏向开头的词元</translation>
        </message>
        <message>
            <source>weighted with the values' sizes, the weights of a query do not sum to 1</source>
            <translation>乘以值向量的大小之后，一个查询的权重之和不等于 1</translation>
        </message>
        <message>
            <source>the model has {count} layers, counted from 0; there is no layer {number}</source>
            <translation>模型有 {count} 层，从 0 数起；没有第 {number} 层</translation>
        </message>
        <message>
            <source>a layer has {count} heads, counted from 0; there is no head {number}</source>
            <translation>每层有 {count} 个头，从 0 数起；没有第 {number} 个头</translation>
        </message>
        <message>
            <source>there is no pair of texts to filter by; give a second text</source>
            <translation>没有成对的文本可供筛选；请给出第二段文本</translation>
        </message>
        <message>
            <source>all tokens of the text are hidden; hide fewer, or write a longer text</source>
            <translation>文本的所有词元都被隐藏了；请少隐藏一些，或写一段更长的文本</translation>
        </message>
        <message>
            <source>Agreement with the teacher</source>
            <translation>与教师的一致率</translation>
        </message>
        <message>
            <source>Agreement with teacher</source>
            <translation>与教师的一致率</translation>
        </message>
        <message>
            <source>Teacher's token in the top 5</source>
            <translation>教师的词元在前五之内</translation>
        </message>
        <message>
            <source>Teacher's in top 5</source>
            <translation>教师的在前五</translation>
        </message>
        <message>
            <source>Divergence from the teacher in nats per token</source>
            <translation>与教师的散度，每词元 nat 数</translation>
        </message>
        <message>
            <source>Entropy of the predictions</source>
            <translation>预测的熵</translation>
        </message>
        <message>
            <source>Entropy</source>
            <translation>熵</translation>
        </message>
        <message>
            <source>so many pieces cannot be shown: {count}; ask for {least} to {most}</source>
            <translation>无法显示 {count} 个子词；请选 {least} 到 {most} 个</translation>
        </message>
        <message>
            <source>both texts of a steering give layer {layer} the same, so that there is no direction between them; write two that differ, and take their mean if they end alike</source>
            <translation>引导的两段文本在第 {layer} 层得到的结果相同，因此两者之间没有方向；请写两段不同的文本，若结尾相同则取均值</translation>
        </message>
        <message>
            <source>Entropy of the teacher's predictions</source>
            <translation>教师预测的熵</translation>
        </message>
        <message>
            <source>Teacher's entropy</source>
            <translation>教师的熵</translation>
        </message>
        <message>
            <source>How far confidence and accuracy are apart (15 bins)</source>
            <translation>置信度与准确率相差多少（15 个区间）</translation>
        </message>
        <message>
            <source>Calibration error of the teacher</source>
            <translation>教师的校准误差</translation>
        </message>
        <message>
            <source>Teacher's calibration error</source>
            <translation>教师的校准误差</translation>
        </message>
        <message>
            <source>Gradient norm</source>
            <translation>梯度范数</translation>
        </message>
        <message>
            <source>Tokens per second</source>
            <translation>每秒词元数</translation>
        </message>
        <message>
            <source>Tokens/s</source>
            <translation>词元/秒</translation>
        </message>
        <message>
            <source>soft (towards the teacher)</source>
            <translation>软损失（向教师）</translation>
        </message>
        <message>
            <source>hard (true tokens)</source>
            <translation>硬损失（真正的词元）</translation>
        </message>
        <message>
            <source>soft on own texts</source>
            <translation>自写文本上的软损失</translation>
        </message>
        <message>
            <source>masked tokens</source>
            <translation>掩码词元</translation>
        </message>
        <message>
            <source>hidden states</source>
            <translation>隐藏状态</translation>
        </message>
        <message>
            <source>hidden states (cosine)</source>
            <translation>隐藏状态（余弦）</translation>
        </message>
        <message>
            <source>attention scores</source>
            <translation>注意力分数</translation>
        </message>
        <message>
            <source>attention rows (KL)</source>
            <translation>注意力行（KL）</translation>
        </message>
        <message>
            <source>embeddings</source>
            <translation>嵌入</translation>
        </message>
        <message>
            <source>embeddings (cosine)</source>
            <translation>嵌入（余弦）</translation>
        </message>
        <message>
            <source>pooled state</source>
            <translation>池化状态</translation>
        </message>
        <message>
            <source>teacher's next sentence</source>
            <translation>教师的下一句判断</translation>
        </message>
        <message>
            <source>Parameters</source>
            <translation>参数量</translation>
        </message>
        <message>
            <source>Loss</source>
            <translation>损失</translation>
        </message>
        <message>
            <source>Nats per token, lower is better</source>
            <translation>每词元 nat 数，越低越好</translation>
        </message>
        <message>
            <source>95 % interval of the loss</source>
            <translation>损失的 95 % 区间</translation>
        </message>
        <message>
            <source>±</source>
            <translation>±</translation>
        </message>
        <message>
            <source>Half the 95 % interval of the loss over this text</source>
            <translation>损失在这份文本上 95 % 区间的一半</translation>
        </message>
        <message>
            <source>Size on disk</source>
            <translation>磁盘占用</translation>
        </message>
        <message>
            <source>Disk</source>
            <translation>磁盘</translation>
        </message>
        <message>
            <source>The weights' file</source>
            <translation>权重文件</translation>
        </message>
        <message>
            <source>Size in memory</source>
            <translation>内存占用</translation>
        </message>
        <message>
            <source>Memory</source>
            <translation>内存</translation>
        </message>
        <message>
            <source>Weights and, where it writes, the cache of a full context</source>
            <translation>权重，以及写作时整个上下文的缓存</translation>
        </message>
        <message>
            <source>Time per token</source>
            <translation>每词元用时</translation>
        </message>
        <message>
            <source>ms/token</source>
            <translation>毫秒/词元</translation>
        </message>
        <message>
            <source>Time to write one token, one text at a time</source>
            <translation>写一个词元的时间，一次写一篇</translation>
        </message>
        <message>
            <source>Tokens per second at batch 16</source>
            <translation>批量为 16 时每秒词元数</translation>
        </message>
        <message>
            <source>Tokens/s × 16</source>
            <translation>词元/秒 × 16</translation>
        </message>
        <message>
            <source>Tokens a second when sixteen texts are written together</source>
            <translation>十六段文本一起写时每秒的词元数</translation>
        </message>
        <message>
            <source>{path} asks for {key} = {given}, and only plain LoRA can be merged; merge the adapter with PEFT (merge_and_unload) and import the folder that it saves</source>
            <translation>{path} 要求 {key} = {given}，而这里只能合并普通的 LoRA；请用 PEFT 合并适配器（merge_and_unload），再导入它保存的文件夹</translation>
        </message>
        <message>
            <source>{path} has a rank or alpha for '{pattern}', and only names of layers are understood there; merge the adapter with PEFT (merge_and_unload) and import the folder that it saves</source>
            <translation>{path} 中有针对“{pattern}”的秩或 alpha，而这里只认层的名称；请用 PEFT 合并适配器（merge_and_unload），再导入它保存的文件夹</translation>
        </message>
        <message>
            <source>'{name}' in {path} is nothing of plain LoRA; merge the adapter with PEFT (merge_and_unload) and import the folder that it saves</source>
            <translation>{path} 中的“{name}”不属于普通的 LoRA；请用 PEFT 合并适配器（merge_and_unload），再导入它保存的文件夹</translation>
        </message>
        <message>
            <source>'{name}' in {path} changes a layer that the base does not have of its own (of a task, or tied to another); choose the base that the adapter was made for</source>
            <translation>{path} 中的“{name}”改变的层，基础模型没有自己的一份（属于某个任务，或与另一层共享）；请选择适配器所针对的基础模型</translation>
        </message>
        <message>
            <source>{path} holds no matrices of LoRA</source>
            <translation>{path} 中没有 LoRA 的矩阵</translation>
        </message>
        <message>
            <source>{path} holds not one A and one B for '{module}'; download it again</source>
            <translation>{path} 中“{module}”没有成对的 A 和 B；请重新下载</translation>
        </message>
        <message>
            <source>{path} holds matrices for '{module}', which is not among the target_modules of {config}; the two do not belong together</source>
            <translation>{path} 中有“{module}”的矩阵，而它不在 {config} 的 target_modules 之中；两者不是一套</translation>
        </message>
        <message>
            <source>'{name}' in {path} is {found}, and the base and {config} ask for {expected}; choose the base that the adapter was made for</source>
            <translation>{path} 中的“{name}”是 {found}，而基础模型和 {config} 要求 {expected}；请选择适配器所针对的基础模型</translation>
        </message>
        <message>
            <source>llama.cpp would let this model's tokens attend beyond their window of {window}; export it as a Hugging Face folder or as ONNX instead</source>
            <translation>llama.cpp 会让本模型的词元看到 {window} 个词元的窗口之外；请改为导出 Hugging Face 文件夹或 ONNX</translation>
        </message>
        <message>
            <source>positions turn {turned} of the {size} numbers of each of this model's heads, and in a GGUF file they turn all; export it as a Hugging Face folder or as ONNX instead</source>
            <translation>此模型每个头的 {size} 个数值中，位置只转动 {turned} 个，而 GGUF 文件中会全部转动；请改为导出成 Hugging Face 文件夹或 ONNX</translation>
        </message>
        <message>
            <source>llama.cpp stretches rotary positions of the kind {kind} otherwise than this model; export it as a Hugging Face folder or as ONNX instead</source>
            <translation>llama.cpp 对 {kind} 类旋转位置的拉伸方式与本模型不同；请改为导出 Hugging Face 文件夹或 ONNX</translation>
        </message>
        <message>
            <source>{path} stretches the positions of texts longer than {context} tokens as they grow ({key}, dynamic); here the model reads no longer ones, so that this changes nothing</source>
            <translation>{path} 会对超过 {context} 个词元的文本随其增长拉伸位置（{key}，dynamic）；此处模型不读取更长的文本，因此这不产生影响</translation>
        </message>
        <message>
            <source>{path} asks for {key} of the kind {kind}, and does not say its {name}</source>
            <translation>{path} 要求 {kind} 类的 {key}，但没有给出其中的 {name}</translation>
        </message>
        <message>
            <source>{path} says problem_type = {kind}</source>
            <translation>{path} 写明 problem_type = {kind}</translation>
        </message>
        <message>
            <source>the classes in {path} are not numbered from 0 (id2label)</source>
            <translation>{path} 中的类别（id2label）不是从 0 开始编号的</translation>
        </message>
        <message>
            <source>{path} names a single class, so that it tells a number</source>
            <translation>{path} 只列出一个类别，因此它给出的是一个数值</translation>
        </message>
        <message>
            <source>two classes in {path} have the same name (id2label)</source>
            <translation>{path} 中有两个类别同名（id2label）</translation>
        </message>
        <message>
            <source>this model counts positions as RoBERTa and tells which sentences follow, and transformers knows no RoBERTa that does; export the model as ONNX instead</source>
            <translation>本模型像 RoBERTa 那样计数位置，又能判断句子是否相接，而 transformers 没有这样的 RoBERTa；请改为导出 ONNX</translation>
        </message>
        <message>
            <source>transformers has no architecture with this combination of settings of a {family}; export the model as ONNX instead</source>
            <translation>transformers 没有与这种 {family} 设置组合对应的架构；请改为导出 ONNX</translation>
        </message>
        <message>
            <source>transformers counts RoBERTa's positions from the pad token's id, which is {pad} here, and this model's begin at row {offset}; export the model as ONNX instead</source>
            <translation>transformers 从填充词元的编号开始计数 RoBERTa 的位置，这里该编号是 {pad}，而本模型的位置从第 {offset} 行开始；请改为导出 ONNX</translation>
        </message>
        <message>
            <source>{path} holds no whole model but '{kind}'; take the file of the model itself</source>
            <translation>{path} 中不是完整的模型，而是“{kind}”；请使用模型本身的文件</translation>
        </message>
        <message>
            <source>{path} is one of {count} parts of a model; join them with llama.cpp's llama-gguf-split --merge, and import the whole</source>
            <translation>{path} 是模型的 {count} 个部分之一；请用 llama.cpp 的 llama-gguf-split --merge 合并，再导入整个文件</translation>
        </message>
        <message>
            <source>{path} holds a model of the architecture '{given}', which cannot be imported from GGUF; known are {known}. Another form of it, a Hugging Face folder, may be</source>
            <translation>{path} 中的模型架构是“{given}”，不能从 GGUF 导入；支持的有 {known}。它的另一种形式（Hugging Face 文件夹）也许可以</translation>
        </message>
        <message>
            <source>{path} holds a mixture of {count} experts, which cannot be imported; take a dense model of that family</source>
            <translation>{path} 是 {count} 个专家的混合模型，不能导入；请使用该系列的稠密模型</translation>
        </message>
        <message>
            <source>{path} does not say {key}, without which its model cannot be computed; convert the model anew</source>
            <translation>{path} 没有说明 {key}，缺少它就无法计算模型；请重新转换该模型</translation>
        </message>
        <message>
            <source>{path} has no table of tokens ({name})</source>
            <translation>{path} 没有词元表（{name}）</translation>
        </message>
        <message>
            <source>{path} divides its rotary frequencies ({name}) in a way that is not Llama 3's, and that cannot be computed here; import the model's Hugging Face folder</source>
            <translation>{path} 对旋转频率的缩放（{name}）不是 Llama 3 的方式，这里无法计算；请导入该模型的 Hugging Face 文件夹</translation>
        </message>
        <message>
            <source>{path} says {key} = {given}, where a single number is needed; a model whose layers differ cannot be imported</source>
            <translation>{path} 中 {key} = {given}，而这里需要一个数；各层不同的模型不能导入</translation>
        </message>
        <message>
            <source>{path} says {key} = {given}, which would change what the model computes and is not supported; another model of that family may do without</source>
            <translation>{path} 中 {key} = {given}，这会改变模型的计算，目前不支持；该系列的其他模型也许没有这项设置</translation>
        </message>
        <message>
            <source>{path} lacks {count} tensors that its settings ask for, such as {names}; it is not whole, so download it again</source>
            <translation>{path} 缺少其设置所要求的 {count} 个张量，例如 {names}；文件不完整，请重新下载</translation>
        </message>
        <message>
            <source>{path} holds {count} tensors that its settings do not speak of, such as {names}; the model is not quite of that type and was not imported</source>
            <translation>{path} 含有其设置没有提到的 {count} 个张量，例如 {names}；模型不完全是这种类型，没有导入</translation>
        </message>
        <message>
            <source>'{name}' in {path} is {found}, and its settings ask for {expected}</source>
            <translation>{path} 中的“{name}”是 {found}，而其设置要求 {expected}</translation>
        </message>
        <message>
            <source>weights that {path} keeps rounded were made float32, as near the original model as the file is: {kinds}</source>
            <translation>{path} 中量化的权重已还原为 float32，与原模型的接近程度和文件相同：{kinds}</translation>
        </message>
        <message>
            <source>'{name}' in {path} is stored as {kind}, which cannot be read here; take a file of this model in F16, BF16, Q8_0, Q6_K, Q5_K or Q4_K</source>
            <translation>{path} 中的“{name}”以 {kind} 存储，这里无法读取；请使用该模型 F16、BF16、Q8_0、Q6_K、Q5_K 或 Q4_K 的文件</translation>
        </message>
        <message>
            <source>rows of '{name}' have {count} numbers, and {kind} stores {block} together</source>
            <translation>“{name}”的行有 {count} 个数，而 {kind} 每 {block} 个存为一块</translation>
        </message>
        <message>
            <source>'{one}' and '{other}' overlap</source>
            <translation>“{one}”与“{other}”重叠</translation>
        </message>
        <message>
            <source>'{name}' would end at byte {end}, and the file has {size}</source>
            <translation>“{name}”会在第 {end} 字节结束，而文件只有 {size} 字节</translation>
        </message>
        <message>
            <source>a GGUF file can hold a GPT or Llama model, and this one is a {family}; export it as a Hugging Face folder or as ONNX instead</source>
            <translation>GGUF 文件可以容纳 GPT 或 Llama 模型，而这个是 {family}；请导出为 Hugging Face 文件夹或 ONNX</translation>
        </message>
        <message>
            <source>llama.cpp would cut text differently from this model's tokenizer; it reads bpe with byte fallback, without normalization, extra spaces kept and no symbols of your own, and byte-level bpe that cuts words as GPT-2, Llama 3, Qwen2 or SmolLM do: train a tokenizer with the preset 'portable' and a model on it, or export this one as a Hugging Face folder</source>
            <translation>llama.cpp 会以不同于该模型分词器的方式切分文本；它能读取带字节回退、不做规范化、保留多余空格、没有自定义符号的 bpe，以及像 GPT-2、Llama 3、Qwen2 或 SmolLM 那样切词的字节级 bpe：请用预设 'portable' 训练分词器并在其上训练模型，或把这个模型导出为 Hugging Face 文件夹</translation>
        </message>
        <message>
            <source>'{name}' has weights beyond 65504, which 16 bits cannot hold; export the model with the precision bf16 or f32</source>
            <translation>“{name}”中有超过 65504 的权重，16 位装不下；请用精度 bf16 或 f32 导出模型</translation>
        </message>
        <message>
            <source>{reason}; a classifier here tells one of two or more classes, so that the model comes without its classifier</source>
            <translation>{reason}；这里的分类器从两个或更多类别中给出一个，因此模型导入时不带其分类器</translation>
        </message>
        <message>
            <source>{path} holds a classifier that cannot be imported: {reason}, and a classifier here tells one of two or more classes; import the model that it was tuned from instead</source>
            <translation>{path} 中的分类器无法导入：{reason}，而这里的分类器从两个或更多类别中给出一个；请改为导入它微调前的模型</translation>
        </message>
        <message>
            <source>{path} has the output layer of a task ({task}) and none that tells the next token ({head}), and its config.json names no classifier that is known here; import the model that it was tuned from instead</source>
            <translation>{path} 有某个任务的输出层（{task}），却没有预测下一个词元的输出层（{head}），而且其 config.json 没有写明这里已知的分类器；请改为导入它微调前的模型</translation>
        </message>
        <message>
            <source>{path} has no output layer of its own (lm_head.weight), and config.json says that it has one; if the model shares its embeddings, write "tie_word_embeddings": true there</source>
            <translation>{path} 没有自己的输出层（lm_head.weight），而 config.json 说有；如果模型共享嵌入，请在其中写上 "tie_word_embeddings": true</translation>
        </message>
        <message>
            <source>{path} does not say its model_type, and nothing else there tells what the model is; write it into the file, such as "model_type": "bert"</source>
            <translation>{path} 没有给出 model_type，其他内容也无法说明这是什么模型；请写入该文件，例如 "model_type": "bert"</translation>
        </message>
        <message>
            <source>{path} describes a mixture of experts ({given}), where each token passes a few of many feed-forward parts; models here have one. Import a dense model of that family instead</source>
            <translation>{path} 描述的是混合专家模型（{given}），每个词元只经过众多前馈部分中的几个；这里的模型只有一个前馈部分。请改为导入该系列的稠密模型</translation>
        </message>
        <message>
            <source>{path} describes a model that sees pictures ({given}), and models here read text alone; import a model for text of that family instead</source>
            <translation>{path} 描述的是能看图像的模型（{given}），而这里的模型只读文本；请改为导入该系列的文本模型</translation>
        </message>
        <message>
            <source>{path} describes an encoder with a decoder ({given}, is_encoder_decoder), and models here are one or the other; import a model that is only an encoder, as BERT, or only a decoder, as Llama</source>
            <translation>{path} 描述的是带解码器的编码器（{given}，is_encoder_decoder），而这里的模型只是其中之一；请导入只有编码器的模型（如 BERT）或只有解码器的模型（如 Llama）</translation>
        </message>
        <message>
            <source>{path} is not there, and {index} says that it holds weights ({missing} of {count} such files are missing); download the rest of the model</source>
            <translation>{path} 不存在，而 {index} 说其中有权重（{count} 个这样的文件中缺 {missing} 个）；请下载模型的其余部分</translation>
        </message>
        <message>
            <source>LoRA layers</source>
            <translation>LoRA 位置</translation>
        </message>
        <message>
            <source>Beside which matrices adapters stand: those of attention, or of feed-forward too.</source>
            <translation>适配器加在哪些矩阵旁：只加在注意力上，或前馈部分也加。</translation>
        </message>
        <message>
            <source>LoRA dropout</source>
            <translation>LoRA dropout</translation>
        </message>
        <message>
            <source>Dropout before the adapters.</source>
            <translation>适配器之前的 dropout。</translation>
        </message>
        <message>
            <source>{folder} does not hold the tokenizer that the model was trained with: its words would be read as others; put that tokenizer back</source>
            <translation>{folder} 中不是训练该模型时所用的分词器，文字会被读成别的内容；请把原来的分词器放回去</translation>
        </message>
        <message>
            <source>none</source>
            <translation>无</translation>
        </message>
        <message>
            <source>this BERT's pooler applies ReLU, and transformers knows such a layer only in DistilBERT's classifiers; it cannot be exported as such a folder</source>
            <translation>此 BERT 的池化层使用 ReLU，而 transformers 只在 DistilBERT 的分类器中有这样的层；无法导出为这种文件夹</translation>
        </message>
        <message>
            <source>Rotary scaling</source>
            <translation>旋转位置缩放</translation>
        </message>
        <message>
            <source>Positions turn by the rotary base alone.</source>
            <translation>位置只按旋转基数转动。</translation>
        </message>
        <message>
            <source>Every position counts as a fraction of itself, so that a longer text is read as a short one was.</source>
            <translation>每个位置按自身的一部分计算，使较长的文本像短文本那样被读取。</translation>
        </message>
        <message>
            <source>Factor</source>
            <translation>倍数</translation>
        </message>
        <message>
            <source>How many times longer texts may be.</source>
            <translation>文本可以长多少倍。</translation>
        </message>
        <message>
            <source>As Llama 3.1: long wavelengths are stretched by the factor, short ones are kept, and those between are blended.</source>
            <translation>与 Llama 3.1 相同：长波长按倍数拉伸，短波长保持不变，介于两者之间的平滑过渡。</translation>
        </message>
        <message>
            <source>Low frequency factor</source>
            <translation>低频系数</translation>
        </message>
        <message>
            <source>Wavelengths above the original context divided by it are stretched.</source>
            <translation>大于原上下文除以该系数的波长会被拉伸。</translation>
        </message>
        <message>
            <source>High frequency factor</source>
            <translation>高频系数</translation>
        </message>
        <message>
            <source>Wavelengths below the original context divided by it are kept.</source>
            <translation>小于原上下文除以该系数的波长保持不变。</translation>
        </message>
        <message>
            <source>Original context</source>
            <translation>原上下文</translation>
        </message>
        <message>
            <source>The context of the model before it was stretched.</source>
            <translation>模型在拉伸之前的上下文长度。</translation>
        </message>
        <message>
            <source>the high frequency factor {high} must be larger than the low one {low}</source>
            <translation>高频系数 {high} 必须大于低频系数 {low}</translation>
        </message>
        <message>
            <source>As YaRN: numbers that turn often are kept, those that turn rarely are stretched, and attention is sharpened.</source>
            <translation>与 YaRN 相同：转动快的分量保持不变，转动慢的被拉伸，并使注意力更集中。</translation>
        </message>
        <message>
            <source>Fast turns</source>
            <translation>快转圈数</translation>
        </message>
        <message>
            <source>What turns more often than this within the original context is kept.</source>
            <translation>在原上下文内转动圈数多于此值的分量保持不变。</translation>
        </message>
        <message>
            <source>Slow turns</source>
            <translation>慢转圈数</translation>
        </message>
        <message>
            <source>What turns less often than this within the original context is stretched.</source>
            <translation>在原上下文内转动圈数少于此值的分量被拉伸。</translation>
        </message>
        <message>
            <source>Attention factor</source>
            <translation>注意力系数</translation>
        </message>
        <message>
            <source>What turned queries and keys are multiplied by; 0 takes 0.1 ln(factor) + 1.</source>
            <translation>转动后的查询和键所乘的数；0 表示取 0.1 ln(倍数) + 1。</translation>
        </message>
        <message>
            <source>Whole dimensions</source>
            <translation>取整维度</translation>
        </message>
        <message>
            <source>Round the bounds between what is kept and what is stretched to whole dimensions.</source>
            <translation>把保持与拉伸之间的界限取整到整数维度。</translation>
        </message>
        <message>
            <source>The non-linear function of the feed-forward part; GPT-2 uses GELU (tanh).</source>
            <translation>前馈部分的非线性函数；GPT-2 用的是 GELU（tanh）。</translation>
        </message>
        <message>
            <source>The non-linear function of the feed-forward part; BERT uses GELU.</source>
            <translation>前馈部分的非线性函数；BERT 使用 GELU。</translation>
        </message>
        <message>
            <source>Pads have no position</source>
            <translation>填充不占位置</translation>
        </message>
        <message>
            <source>The token whose id is one less than the first position is not counted, wherever it stands, and takes the row before: RoBERTa's pad token.</source>
            <translation>编号比首个位置小 1 的词元无论在哪里都不计入位置，使用前一行：即 RoBERTa 的填充词元。</translation>
        </message>
        <message>
            <source>What the pooler applies: BERT's has tanh; that of DistilBERT's classifiers ReLU.</source>
            <translation>池化层所用的函数：BERT 用 tanh，DistilBERT 的分类器用 ReLU。</translation>
        </message>
        <message>
            <source>ModernBERT fills in masked tokens from both sides, with today's parts.</source>
            <translation>ModernBERT 从两侧填补被掩盖的词元，使用当今的部件。</translation>
        </message>
        <message>
            <source>Tokens nearby</source>
            <translation>邻近词元</translation>
        </message>
        <message>
            <source>Most layers see so many tokens, half of them on either side; 0 is the whole text.</source>
            <translation>多数层只看这么多词元，两侧各一半；0 表示全文。</translation>
        </message>
        <message>
            <source>Layers of the whole text</source>
            <translation>看全文的层</translation>
        </message>
        <message>
            <source>The first layer and every how-manyth behind it see the whole text, in ModernBERT every third; 0 leaves all to the tokens nearby.</source>
            <translation>第一层以及其后每隔若干层看全文，ModernBERT 为每三层；0 表示各层都只看邻近词元。</translation>
        </message>
        <message>
            <source>Rotary base nearby</source>
            <translation>邻近层的旋转位置基数</translation>
        </message>
        <message>
            <source>The rotary base of the layers that see tokens nearby alone.</source>
            <translation>只看邻近词元的层所用的旋转位置基数。</translation>
        </message>
        <message>
            <source>State of a text</source>
            <translation>文本的状态</translation>
        </message>
        <message>
            <source>What a classifier reads: the first token's state, or the mean over all tokens.</source>
            <translation>分类器读取的内容：第一个词元的状态，或所有词元的平均。</translation>
        </message>
        <message>
            <source>{rotary_size} numbers of each head are to be turned, and a head has {head_size}; choose fewer</source>
            <translation>每个头要转动 {rotary_size} 个数值，而一个头只有 {head_size} 个；请选择更少的数目</translation>
        </message>
        <message>
            <source>Width of a head</source>
            <translation>头的宽度</translation>
        </message>
        <message>
            <source>Numbers in a query, key or value; 0 divides the width among the heads.</source>
            <translation>一个查询、键或值中的数目；0 表示把宽度平均分给各个头。</translation>
        </message>
        <message>
            <source>How rotary positions were stretched for longer texts than they began with.</source>
            <translation>旋转位置如何为比起初更长的文本而拉伸。</translation>
        </message>
        <message>
            <source>Sliding window</source>
            <translation>滑动窗口</translation>
        </message>
        <message>
            <source>The last tokens that each token attends to, as in Mistral; 0 is the whole context.</source>
            <translation>每个词元所能看到的最近词元数，如 Mistral；0 表示整个上下文。</translation>
        </message>
        <message>
            <source>rotary positions turn pairs of numbers, and {rotary_size} cannot be cut into pairs; choose an even width</source>
            <translation>旋转位置成对转动数值，而 {rotary_size} 无法分成对；请选择偶数宽度</translation>
        </message>
        <message>
            <source>First position</source>
            <translation>首个位置</translation>
        </message>
        <message>
            <source>The row of the position table that belongs to the first token; RoBERTa's is its pad token's id + 1.</source>
            <translation>位置表中属于第一个词元的行；RoBERTa 的是填充词元的编号加 1。</translation>
        </message>
        <message>
            <source>tanh</source>
            <translation>tanh</translation>
        </message>
        <message>
            <source>Pooler activation</source>
            <translation>池化层激活函数</translation>
        </message>
        <message>
            <source>Norms of queries and keys</source>
            <translation>查询和键的归一化</translation>
        </message>
        <message>
            <source>Normalise each head's query and key before it is rotated, as Qwen3 does.</source>
            <translation>在旋转之前对每个头的查询和键做归一化，如 Qwen3。</translation>
        </message>
        <message>
            <source>Inner width of the feed-forward part; 0 takes what is usual for the architecture.</source>
            <translation>前馈部分的内部宽度；0 表示取该架构常用的值。</translation>
        </message>
        <message>
            <source>Use the token embedding as the output layer too: fewer parameters, as in GPT-2.</source>
            <translation>词元嵌入同时用作输出层：参数更少，与 GPT-2 相同。</translation>
        </message>
        <message>
            <source>the width {hidden_size} cannot be divided among {num_heads} heads; a width of {nearest} can</source>
            <translation>宽度 {hidden_size} 不能由 {num_heads} 个头平分；宽度 {nearest} 可以</translation>
        </message>
        <message>
            <source>BERT fills in masked tokens from both sides.</source>
            <translation>BERT 根据两侧的上下文填补被掩盖的词元。</translation>
        </message>
        <message>
            <source>post</source>
            <translation>后置</translation>
        </message>
        <message>
            <source>pre</source>
            <translation>前置</translation>
        </message>
        <message>
            <source>Norm position</source>
            <translation>归一化位置</translation>
        </message>
        <message>
            <source>Normalise after each part, as BERT does, or before it, which trains more steadily when there are many layers.</source>
            <translation>像 BERT 那样在每个部分之后归一化；或在其之前归一化，层数多时训练更稳定。</translation>
        </message>
        <message>
            <source>Segments</source>
            <translation>句段</translation>
        </message>
        <message>
            <source>Kinds of sentence the model tells apart: 2 for pairs; 0 for a model without them.</source>
            <translation>模型能区分的句子种类：句对为 2；不区分的模型为 0。</translation>
        </message>
        <message>
            <source>Masked-token head</source>
            <translation>掩码预测头</translation>
        </message>
        <message>
            <source>The layers that predict masked tokens. A model without them only encodes text.</source>
            <translation>预测被掩盖词元的层。没有它们的模型只能编码文本。</translation>
        </message>
        <message>
            <source>Pooler</source>
            <translation>池化层</translation>
        </message>
        <message>
            <source>The layer that sums a text up from its first token, and next-sentence prediction on top of it.</source>
            <translation>用第一个词元概括整段文本的层，以及其上的下一句预测。</translation>
        </message>
        <message>
            <source>Norm epsilon</source>
            <translation>归一化 ε</translation>
        </message>
        <message>
            <source>Keeps the division inside each norm finite.</source>
            <translation>使每个归一化中的除法保持有限。</translation>
        </message>
        <message>
            <source>Llama predicts each token from the ones before it, with today's parts.</source>
            <translation>Llama 根据前面的词元预测每个词元，使用当今的部件。</translation>
        </message>
        <message>
            <source>Key-value heads</source>
            <translation>键值头</translation>
        </message>
        <message>
            <source>Heads that share keys and values save memory when writing; 0 gives each its own.</source>
            <translation>共享键和值的头在写作时节省内存；0 表示每个头各有自己的键和值。</translation>
        </message>
        <message>
            <source>Biases in attention</source>
            <translation>注意力偏置</translation>
        </message>
        <message>
            <source>Biases on queries, keys and values, as Qwen2 has them.</source>
            <translation>像 Qwen2 那样，在查询、键和值上使用偏置。</translation>
        </message>
        <message>
            <source>Rotary base</source>
            <translation>旋转位置基数</translation>
        </message>
        <message>
            <source>The longest wavelength of the rotary positions grows with it.</source>
            <translation>旋转位置编码的最长波长随它增大。</translation>
        </message>
        <message>
            <source>rotary positions turn pairs of numbers, and a head of width {head_size} cannot be cut into pairs; choose a width of {nearest}</source>
            <translation>旋转位置编码成对地旋转数字，宽度为 {head_size} 的头不能分成对；请选择宽度 {nearest}</translation>
        </message>
        <message>
            <source>{num_heads} heads cannot share {num_kv_heads} key-value heads evenly; choose a number that divides the heads</source>
            <translation>{num_heads} 个头不能平均共享 {num_kv_heads} 个键值头；请选择能整除头数的数</translation>
        </message>
        <message>
            <source>Llama 3</source>
            <translation>Llama 3</translation>
        </message>
        <message>
            <source>YaRN</source>
            <translation>YaRN</translation>
        </message>
        <message>
            <source>GPT</source>
            <translation>GPT</translation>
        </message>
        <message>
            <source>GELU (tanh)</source>
            <translation>GELU（tanh）</translation>
        </message>
        <message>
            <source>GELU</source>
            <translation>GELU</translation>
        </message>
        <message>
            <source>ReLU</source>
            <translation>ReLU</translation>
        </message>
        <message>
            <source>BERT</source>
            <translation>BERT</translation>
        </message>
        <message>
            <source>ModernBERT</source>
            <translation>ModernBERT</translation>
        </message>
        <message>
            <source>[CLS] token</source>
            <translation>[CLS] 词元</translation>
        </message>
        <message>
            <source>mean of the tokens</source>
            <translation>各词元的平均</translation>
        </message>
        <message>
            <source>Llama</source>
            <translation>Llama</translation>
        </message>
        <message>
            <source>GPT-NeoX</source>
            <translation>GPT-NeoX</translation>
        </message>
        <message>
            <source>Gemma</source>
            <translation>Gemma</translation>
        </message>
        <message>
            <source>tiny</source>
            <translation>微型</translation>
        </message>
        <message>
            <source>mini</source>
            <translation>迷你</translation>
        </message>
        <message>
            <source>small</source>
            <translation>小型</translation>
        </message>
        <message>
            <source>medium</source>
            <translation>中型</translation>
        </message>
        <message>
            <source>a {family} tells no following sentences; choose the objective masked tokens (mlm)</source>
            <translation>{family} 不判断下一句；请选择目标“掩码词元”（mlm）</translation>
        </message>
        <message>
            <source>next-sentence prediction needs the pooler and two segments; turn them on, or choose the objective masked tokens (mlm)</source>
            <translation>下一句预测需要池化层和两个句段；请打开它们，或选择目标“掩码词元”（mlm）</translation>
        </message>
        <message>
            <source>Import</source>
            <translation>导入</translation>
        </message>
        <message>
            <source>Pretraining</source>
            <translation>预训练</translation>
        </message>
        <message>
            <source>Fine-tuning</source>
            <translation>微调</translation>
        </message>
        <message>
            <source>Comparison</source>
            <translation>比较</translation>
        </message>
        <message>
            <source>Model import</source>
            <translation>导入模型</translation>
        </message>
        <message>
            <source>Sweep</source>
            <translation>参数扫描</translation>
        </message>
        <message>
            <source>Classification</source>
            <translation>分类</translation>
        </message>
        <message>
            <source>Instruction tuning</source>
            <translation>指令微调</translation>
        </message>
        <message>
            <source>BPE</source>
            <translation>BPE</translation>
        </message>
        <message>
            <source>Byte-level BPE</source>
            <translation>字节级 BPE</translation>
        </message>
        <message>
            <source>Unigram</source>
            <translation>Unigram</translation>
        </message>
        <message>
            <source>WordPiece</source>
            <translation>WordPiece</translation>
        </message>
        <message>
            <source>Characters</source>
            <translation>字符</translation>
        </message>
        <message>
            <source>Words</source>
            <translation>单词</translation>
        </message>
        <message>
            <source>NFKC</source>
            <translation>NFKC</translation>
        </message>
        <message>
            <source>NFKC, lower case</source>
            <translation>NFKC，小写</translation>
        </message>
        <message>
            <source>NMT NFKC</source>
            <translation>NMT NFKC</translation>
        </message>
        <message>
            <source>NMT NFKC, lower case</source>
            <translation>NMT NFKC，小写</translation>
        </message>
        <message>
            <source>as it is</source>
            <translation>保持原样</translation>
        </message>
        <message>
            <source>width</source>
            <translation>宽度</translation>
        </message>
        <message>
            <source>number of heads</source>
            <translation>头数</translation>
        </message>
        <message>
            <source>width of a head</source>
            <translation>头的宽度</translation>
        </message>
        <message>
            <source>feed-forward width</source>
            <translation>前馈宽度</translation>
        </message>
        <message>
            <source>number of key-value heads</source>
            <translation>键值头数</translation>
        </message>
        <message>
            <source>count of rotated numbers</source>
            <translation>旋转的数值个数</translation>
        </message>
        <message>
            <source>count of numbers that are not rotated</source>
            <translation>不旋转的数值个数</translation>
        </message>
        <message>
            <source>rotary base</source>
            <translation>旋转位置基数</translation>
        </message>
        <message>
            <source>rotary scaling</source>
            <translation>旋转位置缩放</translation>
        </message>
        <message>
            <source>bias in attention</source>
            <translation>注意力偏置</translation>
        </message>
        <message>
            <source>norm of queries and keys</source>
            <translation>查询和键的归一化</translation>
        </message>
        <message>
            <source>number of segments</source>
            <translation>句段数</translation>
        </message>
        <message>
            <source>parallel arrangement</source>
            <translation>并行排列</translation>
        </message>
        <message>
            <source>window of nearby tokens</source>
            <translation>邻近词元的窗口</translation>
        </message>
        <message>
            <source>step between layers of the whole text</source>
            <translation>看全文的层的间隔</translation>
        </message>
        <message>
            <source>norm position</source>
            <translation>归一化位置</translation>
        </message>
        <message>
            <source>first position</source>
            <translation>首个位置</translation>
        </message>
        <message>
            <source>sliding window</source>
            <translation>滑动窗口</translation>
        </message>
        <message>
            <source>AdamW</source>
            <translation>AdamW</translation>
        </message>
        <message>
            <source>SGD</source>
            <translation>SGD</translation>
        </message>
        <message>
            <source>warm-up, stable, decay</source>
            <translation>预热、稳定、衰减</translation>
        </message>
        <message>
            <source>masked tokens and next sentence</source>
            <translation>掩码词元和下一句</translation>
        </message>
        <message>
            <source>macro-F1</source>
            <translation>宏平均 F1</translation>
        </message>
        <message>
            <source>validation KL</source>
            <translation>验证 KL</translation>
        </message>
        <message>
            <source>CPU</source>
            <translation>CPU</translation>
        </message>
        <message>
            <source>CUDA</source>
            <translation>CUDA</translation>
        </message>
        <message>
            <source>MPS</source>
            <translation>MPS</translation>
        </message>
        <message>
            <source>bfloat16</source>
            <translation>bfloat16</translation>
        </message>
        <message>
            <source>N-gram</source>
            <translation>N-gram</translation>
        </message>
        <message>
            <source>Always the most frequent</source>
            <translation>总猜最常见的一类</translation>
        </message>
        <message>
            <source>GPT-2 small</source>
            <translation>GPT-2 small</translation>
        </message>
        <message>
            <source>GPT-2 medium</source>
            <translation>GPT-2 medium</translation>
        </message>
        <message>
            <source>GPT-2 large</source>
            <translation>GPT-2 large</translation>
        </message>
        <message>
            <source>BERT tiny</source>
            <translation>BERT tiny</translation>
        </message>
        <message>
            <source>BERT mini</source>
            <translation>BERT mini</translation>
        </message>
        <message>
            <source>BERT small</source>
            <translation>BERT small</translation>
        </message>
        <message>
            <source>BERT base</source>
            <translation>BERT base</translation>
        </message>
        <message>
            <source>ModernBERT tiny</source>
            <translation>ModernBERT tiny</translation>
        </message>
        <message>
            <source>ModernBERT base</source>
            <translation>ModernBERT base</translation>
        </message>
        <message>
            <source>Llama tiny</source>
            <translation>Llama tiny</translation>
        </message>
        <message>
            <source>The non-linear function of the feed-forward part's gate; ModernBERT uses GELU.</source>
            <translation>前馈部分门控的非线性函数；ModernBERT 使用 GELU。</translation>
        </message>
        <message>
            <source>The non-linear function of the feed-forward part; Pythia uses GELU.</source>
            <translation>前馈部分的非线性函数；Pythia 使用 GELU。</translation>
        </message>
        <message>
            <source>Llama mini</source>
            <translation>Llama mini</translation>
        </message>
        <message>
            <source>Llama small</source>
            <translation>Llama small</translation>
        </message>
        <message>
            <source>Pythia 14M</source>
            <translation>Pythia 14M</translation>
        </message>
        <message>
            <source>Pythia 70M</source>
            <translation>Pythia 70M</translation>
        </message>
        <message>
            <source>Gemma tiny</source>
            <translation>Gemma tiny</translation>
        </message>
        <message>
            <source>{value} documents</source>
            <translation>{value} 篇文档</translation>
        </message>
        <message>
            <source>{value} of them for validation</source>
            <translation>其中 {value} 篇用于验证</translation>
        </message>
        <message>
            <source>{value} characters</source>
            <translation>{value} 个字符</translation>
        </message>
        <message>
            <source>encoding {value}</source>
            <translation>编码 {value}</translation>
        </message>
        <message>
            <source>{value} skipped</source>
            <translation>跳过 {value} 处</translation>
        </message>
        <message>
            <source>{value} characters replaced</source>
            <translation>替换 {value} 个字符</translation>
        </message>
        <message>
            <source>{value} duplicates</source>
            <translation>{value} 处重复</translation>
        </message>
        <message>
            <source>{value} pieces</source>
            <translation>{value} 个子词</translation>
        </message>
        <message>
            <source>{value} bytes per token</source>
            <translation>每词元 {value} 字节</translation>
        </message>
        <message>
            <source>{value} unknown</source>
            <translation>未知 {value}</translation>
        </message>
        <message>
            <source>{value} tokens</source>
            <translation>{value} 个词元</translation>
        </message>
        <message>
            <source>{value} sentences</source>
            <translation>{value} 个句子</translation>
        </message>
        <message>
            <source>{value} of the probability kept</source>
            <translation>保留 {value} 的概率</translation>
        </message>
        <message>
            <source>threads: {value}</source>
            <translation>线程数 {value}</translation>
        </message>
        <message>
            <source>torch {value}</source>
            <translation>torch {value}</translation>
        </message>
        <message>
            <source>Python {value}</source>
            <translation>Python {value}</translation>
        </message>
        <message>
            <source>'{text}' is no path; it holds what no name of a file can</source>
            <translation>“{text}”不是路径；其中有文件名不能包含的字符</translation>
        </message>
        <message>
            <source>The system takes it for no path</source>
            <translation>系统不认为它是路径</translation>
        </message>
        <message>
            <source>It is no file but a pipe, a socket or a device</source>
            <translation>它不是文件，而是管道、套接字或设备</translation>
        </message>
        <message>
            <source>the project is closed; open it again to change it</source>
            <translation>项目已关闭；请重新打开后再更改</translation>
        </message>
        <message>
            <source>'{name}' ({folder}), which this sweep began with, is no longer in the project; restore it from the bin, or give the sweep another name</source>
            <translation>这次扫描开始时所用的“{name}”（{folder}）已不在项目中；请从回收站恢复它，或给这次扫描换一个名称</translation>
        </message>
        <message>
            <source>{reason}; tables and curves are read from the folders</source>
            <translation>{reason}；表格和曲线从文件夹读取</translation>
        </message>
        <message>
            <source>only the steps of pretraining and distilling are measured beforehand</source>
            <translation>只有预训练和蒸馏的步骤会预先测量</translation>
        </message>
        <message>
            <source>only a student has first losses to compare</source>
            <translation>只有学生才有可比较的初始损失</translation>
        </message>
        <message>
            <source>this comparison has no figures yet; let it finish first</source>
            <translation>这次比较还没有结果；请先让它完成</translation>
        </message>
        <message>
            <source>'{name}' is finished; start a new run to train longer</source>
            <translation>“{name}”已完成；想训练得更久，请开始新的运行</translation>
        </message>
        <message>
            <source>the recipe '{name}' is not for a {family} teacher; there are: {names}</source>
            <translation>配方“{name}”不适用于 {family} 教师；可用的有：{names}</translation>
        </message>
        <message>
            <source>'{teacher}' reads text with the tokenizer '{one}' and '{student}' with '{other}', so that they cannot be compared token by token; choose two models that share a tokenizer</source>
            <translation>“{teacher}”用分词器“{one}”读文本，而“{student}”用“{other}”，所以不能逐词元比较；请选择使用同一个分词器的两个模型</translation>
        </message>
        <message>
            <source>there is no checkpoint at step {step}; there is: {steps}</source>
            <translation>第 {step} 步没有检查点；现有：{steps}</translation>
        </message>
        <message>
            <source>{where}: {problems}</source>
            <translation>{where}：{problems}</translation>
        </message>
        <message>
            <source>{path} has {size} bytes; a spec file has at most {most}. Is it the right file?</source>
            <translation>{path} 有 {size} 字节；规格文件最多 {most} 字节。是不是选错了文件？</translation>
        </message>
        <message>
            <source>{path} is not UTF-8 text; save the spec file as UTF-8</source>
            <translation>{path} 不是 UTF-8 文本；请把规格文件存为 UTF-8</translation>
        </message>
        <message>
            <source>{path} is not valid TOML: {reason}</source>
            <translation>{path} 不是有效的 TOML：{reason}</translation>
        </message>
        <message>
            <source>line {line}: a name that is there already</source>
            <translation>第 {line} 行：这个名称已经出现过</translation>
        </message>
        <message>
            <source>it ends too early; a value, a bracket or a quotation mark is missing</source>
            <translation>内容过早结束；缺少值、括号或引号</translation>
        </message>
        <message>
            <source>line {line}: write a setting as name = value, and text in quotation marks</source>
            <translation>第 {line} 行：设置要写成 名称 = 值，文本要加引号</translation>
        </message>
        <message>
            <source>'{text}' is not a setting; write it as name=value</source>
            <translation>“{text}”不是设置；请写成 名称=值</translation>
        </message>
        <message>
            <source>'{path}' needs a number below {count} at '{key}'</source>
            <translation>“{path}”中的“{key}”应为小于 {count} 的数</translation>
        </message>
        <message>
            <source>'{path}': there is nothing below '{key}'</source>
            <translation>“{path}”：“{key}”下面没有内容</translation>
        </message>
        <message>
            <source>is missing</source>
            <translation>缺少这一项</translation>
        </message>
        <message>
            <source>is not a setting that is known here; check its spelling</source>
            <translation>这里没有这个设置；请检查拼写</translation>
        </message>
        <message>
            <source>must be at least {bound}, not {given}</source>
            <translation>至少应为 {bound}，而不是 {given}</translation>
        </message>
        <message>
            <source>must be more than {bound}, not {given}</source>
            <translation>应大于 {bound}，而不是 {given}</translation>
        </message>
        <message>
            <source>must be at most {bound}, not {given}</source>
            <translation>最多为 {bound}，而不是 {given}</translation>
        </message>
        <message>
            <source>must be less than {bound}, not {given}</source>
            <translation>应小于 {bound}，而不是 {given}</translation>
        </message>
        <message>
            <source>must be a whole number, not '{given}'</source>
            <translation>应为整数，而不是“{given}”</translation>
        </message>
        <message>
            <source>must be a number, not '{given}'</source>
            <translation>应为数，而不是“{given}”</translation>
        </message>
        <message>
            <source>must be a finite number</source>
            <translation>应为有限的数</translation>
        </message>
        <message>
            <source>must be true or false, not '{given}'</source>
            <translation>应为 true 或 false，而不是“{given}”</translation>
        </message>
        <message>
            <source>must be text, not '{given}'</source>
            <translation>应为文字，而不是“{given}”</translation>
        </message>
        <message>
            <source>must not be empty</source>
            <translation>不能为空</translation>
        </message>
        <message>
            <source>'{given}' is not one of {expected}</source>
            <translation>“{given}”不在可选的值之中：{expected}</translation>
        </message>
        <message>
            <source>'{tag}' is not one of {expected}</source>
            <translation>“{tag}”不在可选的值之中：{expected}</translation>
        </message>
        <message>
            <source>needs '{key}'</source>
            <translation>需要“{key}”</translation>
        </message>
        <message>
            <source>{name} is running; stop it before you delete it</source>
            <translation>{name} 正在运行；请先停止再删除</translation>
        </message>
        <message>
            <source>{name} is no longer in the bin</source>
            <translation>{name} 已不在回收站里</translation>
        </message>
        <message>
            <source>{path} is in use by another process; try again</source>
            <translation>{path} 正被另一个进程使用；请再试一次</translation>
        </message>
        <message>
            <source>{path} is damaged ({reason}); rebuild it with reindex, nothing else is lost</source>
            <translation>{path} 已损坏（{reason}）；请用 reindex 重建，其他内容都没有丢失</translation>
        </message>
        <message>
            <source>{folder} is there already; nothing was overwritten</source>
            <translation>{folder} 已经存在；没有覆盖任何内容</translation>
        </message>
        <message>
            <source>{path} is there already; nothing was moved</source>
            <translation>{path} 已经存在；没有移动任何内容</translation>
        </message>
        <message>
            <source>{folder} is not a project; name one with --project, or create it</source>
            <translation>{folder} 不是项目；请用 --project 指定一个，或者新建</translation>
        </message>
        <message>
            <source>there is no run '{name}' in this project</source>
            <translation>本项目中没有运行“{name}”</translation>
        </message>
        <message>
            <source>{path} is a file; a project needs a folder</source>
            <translation>{path} 是文件；项目需要一个文件夹</translation>
        </message>
        <message>
            <source>no project can be made in {folder}: {reason}; choose a folder that you may write to</source>
            <translation>无法在 {folder} 中新建项目：{reason}；请选择一个你可以写入的文件夹</translation>
        </message>
        <message>
            <source>{folder} was made by a newer version; it can be looked at, not changed</source>
            <translation>{folder} 由更新的版本创建；可以查看，不能更改</translation>
        </message>
        <message>
            <source>{folder} cannot be written to; it can be looked at, not changed</source>
            <translation>{folder} 不可写；可以查看，不能更改</translation>
        </message>
        <message>
            <source>there is no room to write {path}: {needed} bytes are needed, {free} are free; make room on that disk and go on, what was saved is safe</source>
            <translation>没有空间写入 {path}：需要 {needed} 字节，可用 {free} 字节；请在那个磁盘上腾出空间再继续，已保存的内容是安全的</translation>
        </message>
        <message>
            <source>there is no room to write {path}: {free} bytes are free; make room on that disk and go on, what was saved is safe</source>
            <translation>没有空间写入 {path}：可用 {free} 字节；请在那个磁盘上腾出空间再继续，已保存的内容是安全的</translation>
        </message>
        <message>
            <source>{what} is in use by another process; wait for it, or close it</source>
            <translation>{what} 正被另一个进程使用；请等待，或者关闭它</translation>
        </message>
        <message>
            <source>{what} is in use by process {pid} on {host}; wait for it, or close it</source>
            <translation>{what} 正被 {host} 上的进程 {pid} 使用；请等待，或者关闭它</translation>
        </message>
        <message>
            <source>{folder} is not complete: it has no manifest.json</source>
            <translation>{folder} 不完整：缺少 manifest.json</translation>
        </message>
        <message>
            <source>{path} is damaged: it does not add up</source>
            <translation>{path} 已损坏：校验和不符</translation>
        </message>
        <message>
            <source>{path} is damaged: it is not what was written</source>
            <translation>{path} 已损坏：与写入时的内容不符</translation>
        </message>
        <message>
            <source>'{which}' is no checkpoint; write {model}@best, {model}@last or {model}@STEP</source>
            <translation>“{which}”不是检查点；请写 {model}@best、{model}@last 或 {model}@步数</translation>
        </message>
        <message>
            <source>{model} has no checkpoint at step {step}; it has: {steps}</source>
            <translation>{model} 在第 {step} 步没有检查点；它有：{steps}</translation>
        </message>
        <message>
            <source>a name needs at least one letter</source>
            <translation>名称至少要有一个字</translation>
        </message>
        <message>
            <source>the name has {length} characters; at most {most} are possible</source>
            <translation>名称有 {length} 个字符；最多 {most} 个</translation>
        </message>
        <message>
            <source>'{name}' holds an @, which separates a model from its step</source>
            <translation>“{name}”中有 @，它是用来分隔模型和步数的</translation>
        </message>
        <message>
            <source>a name can only hold characters that can be seen</source>
            <translation>名称只能由看得见的字符组成</translation>
        </message>
        <message>
            <source>the name '{name}' is taken by {id}; choose another one</source>
            <translation>名称“{name}”已被 {id} 占用；请换一个</translation>
        </message>
        <message>
            <source>'{name}' is the name of several: {ids}; give one of these ids instead</source>
            <translation>有几个都叫“{name}”：{ids}；请改用其中一个编号</translation>
        </message>
        <message>
            <source>there is no corpus '{name}' in this project; add it first</source>
            <translation>本项目中没有语料“{name}”；请先添加</translation>
        </message>
        <message>
            <source>there is no tokenizer '{name}' in this project; train it</source>
            <translation>本项目中没有分词器“{name}”；请先训练</translation>
        </message>
        <message>
            <source>there is no teacher cache '{name}' in this project; make it first</source>
            <translation>本项目中没有教师缓存“{name}”；请先制作</translation>
        </message>
        <message>
            <source>there is no model '{name}' in this project (a model is there once its training has saved a checkpoint)</source>
            <translation>本项目中没有模型“{name}”（训练保存第一个检查点之后才有模型）</translation>
        </message>
        <message>
            <source>there is no corpus '{name}'; did you mean '{like}'?</source>
            <translation>没有语料“{name}”；是不是“{like}”？</translation>
        </message>
        <message>
            <source>there is no tokenizer '{name}'; did you mean '{like}'?</source>
            <translation>没有分词器“{name}”；是不是“{like}”？</translation>
        </message>
        <message>
            <source>there is no teacher cache '{name}'; did you mean '{like}'?</source>
            <translation>没有教师缓存“{name}”；你是指“{like}”吗？</translation>
        </message>
        <message>
            <source>there is no model '{name}'; did you mean '{like}'?</source>
            <translation>没有模型“{name}”；是不是“{like}”？</translation>
        </message>
        <message>
            <source>there is no run '{name}'; did you mean '{like}'?</source>
            <translation>没有运行“{name}”；是不是“{like}”？</translation>
        </message>
        <message>
            <source>{folder} is not a run's folder</source>
            <translation>{folder} 不是运行的文件夹</translation>
        </message>
        <message>
            <source>{run} is not running, so nobody would hear that</source>
            <translation>{run} 没有在运行，请求不会有人收到</translation>
        </message>
        <message>
            <source>{path} is damaged or missing and cannot be read</source>
            <translation>{path} 已损坏或缺失，无法读取</translation>
        </message>
        <message>
            <source>{folder} holds no tokenizer; it needs tokenizer.json, tokenizer.model, vocab.txt, or vocab.json with merges.txt</source>
            <translation>{folder} 中没有分词器；需要 tokenizer.json、tokenizer.model、vocab.txt，或者 vocab.json 加 merges.txt</translation>
        </message>
        <message>
            <source>reading {path} took more than {seconds} seconds and was given up; is it the right file?</source>
            <translation>读取 {path} 超过 {seconds} 秒，已放弃；选对文件了吗？</translation>
        </message>
        <message>
            <source>{path} cannot be used as a tokenizer: {reason}; download it again, or save the tokenizer anew</source>
            <translation>{path} 不能用作分词器：{reason}；请重新下载，或重新保存该分词器</translation>
        </message>
        <message>
            <source>{path} has no piece for unknown text, such as [UNK]; is it the right file?</source>
            <translation>{path} 中没有表示未知文本的子词（如 [UNK]）；选对文件了吗？</translation>
        </message>
        <message>
            <source>{path} does not hold what its name says; download it again</source>
            <translation>{path} 的内容与文件名不符；请重新下载</translation>
        </message>
        <message>
            <source>{path}, line {line}: '{text}' is not a pair of pieces; download the file again</source>
            <translation>{path} 第 {line} 行：“{text}”不是一对子词；请重新下载该文件</translation>
        </message>
        <message>
            <source>{path} belongs to a {name}, which cannot be rebuilt from it alone; save that tokenizer with its tokenizer.json</source>
            <translation>{path} 属于 {name}，仅凭它无法重建该分词器；请连同 tokenizer.json 一起保存该分词器</translation>
        </message>
        <message>
            <source>the added token '{piece}' in {folder} has an id that does not follow the vocabulary; save that tokenizer with its tokenizer.json</source>
            <translation>{folder} 中新增词元“{piece}”的编号没有接在词表之后；请连同 tokenizer.json 一起保存该分词器</translation>
        </message>
        <message>
            <source>{folder} is no folder; choose the one that was downloaded</source>
            <translation>{folder} 不是文件夹；请选择下载得到的那个文件夹</translation>
        </message>
        <message>
            <source>{path} is a link out of its folder, or no file; put the file itself there</source>
            <translation>{path} 是指向文件夹之外的链接，或者不是文件；请把文件本身放到那里</translation>
        </message>
        <message>
            <source>{path} has more than {most} bytes; a tokenizer's file is smaller. Is it the right file?</source>
            <translation>{path} 超过 {most} 字节；分词器文件没有这么大。选对文件了吗？</translation>
        </message>
        <message>
            <source>{path} is not UTF-8 text; download it again</source>
            <translation>{path} 不是 UTF-8 文本；请重新下载</translation>
        </message>
        <message>
            <source>{path} is not valid JSON: {reason}</source>
            <translation>{path} 不是有效的 JSON：{reason}</translation>
        </message>
        <message>
            <source>{path} is missing or not what was written</source>
            <translation>{path} 缺失，或与写入时的内容不符</translation>
        </message>
        <message>
            <source>corpus '{corpus}' cannot fill a vocabulary of {size} pieces with the {algorithm} algorithm; the largest possible one has {largest}</source>
            <translation>用 {algorithm} 算法，语料“{corpus}”填不满 {size} 个子词的词表；最大可以有 {largest} 个</translation>
        </message>
        <message>
            <source>corpus '{corpus}' has more different characters than a vocabulary of {size} pieces holds; choose at least {smallest} pieces, or a lower character coverage</source>
            <translation>语料“{corpus}”中不同的字符太多，{size} 个子词的词表装不下；请至少选择 {smallest} 个，或者降低字符覆盖率</translation>
        </message>
        <message>
            <source>corpus '{corpus}' has no text in its training part; add text to it</source>
            <translation>语料“{corpus}”的训练部分没有文本；请添加文本</translation>
        </message>
        <message>
            <source>training the tokenizer failed: {reason}</source>
            <translation>训练分词器失败：{reason}</translation>
        </message>
        <message>
            <source>training the tokenizer ran out of memory with a sample of up to {megabytes} MB; set a lower sample limit</source>
            <translation>用最多 {megabytes} MB 的抽样训练分词器时内存不足；请降低抽样上限</translation>
        </message>
        <message>
            <source>training the tokenizer ended unexpectedly (code {code}): {reason}</source>
            <translation>训练分词器意外结束（代码 {code}）：{reason}</translation>
        </message>
        <message>
            <source>What the tokenizer will be called.</source>
            <translation>分词器的名称。</translation>
        </message>
        <message>
            <source>{path} is missing, and with it what a sweep varies; put it back, or start the sweep again from its spec file</source>
            <translation>{path} 不见了，扫描改变哪些设置也随之丢失；请将其放回，或用其规格文件重新开始扫描</translation>
        </message>
        <message>
            <source>{damage}; it tells which runs a plan has made: put it back from a copy, or remove it, and the plan makes all of its runs anew</source>
            <translation>{damage}；它记录了计划已完成的运行：请从副本中恢复它，或将其删除，计划便会重新进行所有运行</translation>
        </message>
        <message>
            <source>{path} is not as it was when the run ended: its end was lost, and with it how the run ended</source>
            <translation>{path} 与运行结束时不同：其末尾已丢失，运行如何结束也随之丢失</translation>
        </message>
        <message>
            <source>nobody can tell which checkpoint of {model} is the best one: {folder} is damaged; write {model}@last or {model}@STEP</source>
            <translation>无法判断 {model} 的哪个检查点最好：{folder} 已损坏；请写 {model}@last 或 {model}@STEP</translation>
        </message>
        <message>
            <source>The text to learn from; its validation part is left out.</source>
            <translation>用来学习的文本；不包括验证部分。</translation>
        </message>
        <message>
            <source>Algorithm</source>
            <translation>算法</translation>
        </message>
        <message>
            <source>How many different pieces, special tokens included. More pieces: shorter sequences, a larger model.</source>
            <translation>共有多少个不同的子词，包括特殊词元。子词越多，序列越短，模型越大。</translation>
        </message>
        <message>
            <source>Byte fallback</source>
            <translation>字节回退</translation>
        </message>
        <message>
            <source>Character coverage</source>
            <translation>字符覆盖率</translation>
        </message>
        <message>
            <source>Share of the text whose characters become pieces; rarer characters fall back to bytes or are unknown. 1 keeps every character.</source>
            <translation>有多大比例的文本，其字符成为子词；更少见的字符回退为字节，或者成为未知。1 表示保留每个字符。</translation>
        </message>
        <message>
            <source>Normalization</source>
            <translation>规范化</translation>
        </message>
        <message>
            <source>Remove extra spaces</source>
            <translation>去掉多余空格</translation>
        </message>
        <message>
            <source>Read several spaces as one and drop those at the ends. Leave it off for code and verse.</source>
            <translation>把连续的几个空格当作一个，去掉首尾的空格。代码和诗歌请不要打开。</translation>
        </message>
        <message>
            <source>Symbols of your own</source>
            <translation>自定义符号</translation>
        </message>
        <message>
            <source>Sample limit</source>
            <translation>抽样上限</translation>
        </message>
        <message>
            <source>Learn from a random sample of at most about this much text. Training takes some 30 times the sample in memory.</source>
            <translation>最多从大约这么多文本的随机抽样中学习。训练占用的内存大约是抽样的 30 倍。</translation>
        </message>
        <message>
            <source>MB</source>
            <translation>MB</translation>
        </message>
        <message>
            <source>Longest stretch</source>
            <translation>最长片段</translation>
        </message>
        <message>
            <source>Longer documents are cut for training, at line ends or spaces where there are any.</source>
            <translation>训练时，更长的文档会切开，尽量在行尾或空格处切。</translation>
        </message>
        <message>
            <source>bytes</source>
            <translation>字节</translation>
        </message>
        <message>
            <source>Threads</source>
            <translation>线程数</translation>
        </message>
        <message>
            <source>Processor threads; 0 takes one for each core. Fixed threads give the same tokenizer again.</source>
            <translation>处理器线程数；0 表示每个核心一个。线程数固定时，会再次得到相同的分词器。</translation>
        </message>
        <message>
            <source>Decides which part of a large corpus is taken.</source>
            <translation>决定取大语料的哪一部分。</translation>
        </message>
        <message>
            <source>a vocabulary of {size} pieces has no room for text beside the {fixed} pieces for special tokens, bytes and symbols; choose a larger one</source>
            <translation>{size} 个子词的词表，除去特殊词元、字节和符号占用的 {fixed} 个，已没有地方留给文本；请选择更大的词表</translation>
        </message>
        <message>
            <source>'{symbol}' cannot be a symbol of your own: it is empty, there already, or cannot be printed</source>
            <translation>“{symbol}”不能作为自定义符号：它是空的、已经存在，或者无法显示</translation>
        </message>
        <message>
            <source>portable</source>
            <translation>通用</translation>
        </message>
        <message>
            <source>fast</source>
            <translation>快速</translation>
        </message>
        <message>
            <source>clean prose</source>
            <translation>整洁文字</translation>
        </message>
        <message>
            <source>characters</source>
            <translation>字符</translation>
        </message>
        <message>
            <source>the normalization {normalization} changes {count} joiners (U+200C, U+200D), which words of Persian or Hindi and joined emoji are written with; choose “as it is” or NFKC to keep them</source>
            <translation>规范化“{normalization}”会改变 {count} 个连接符（U+200C、U+200D），波斯语、印地语的词和组合表情都用到它们；要保留它们，请选“保持原样”或 NFKC</translation>
        </message>
        <message>
            <source>Task</source>
            <translation>任务</translation>
        </message>
        <message>
            <source>Tell which class a text belongs to.</source>
            <translation>判断一段文本属于哪一类。</translation>
        </message>
        <message>
            <source>Text column</source>
            <translation>文本列</translation>
        </message>
        <message>
            <source>The column or field that holds the text.</source>
            <translation>存放文本的列或字段。</translation>
        </message>
        <message>
            <source>Second text</source>
            <translation>第二段文本</translation>
        </message>
        <message>
            <source>For pairs, such as question and answer: the column of the second text. Empty: single texts.</source>
            <translation>用于文本对，例如问题和答案：第二段文本所在的列。留空：单段文本。</translation>
        </message>
        <message>
            <source>Label column</source>
            <translation>标签列</translation>
        </message>
        <message>
            <source>The column or field that names the class.</source>
            <translation>写明类别的列或字段。</translation>
        </message>
        <message>
            <source>accuracy</source>
            <translation>准确率</translation>
        </message>
        <message>
            <source>loss</source>
            <translation>损失</translation>
        </message>
        <message>
            <source>Best by</source>
            <translation>最好的依据</translation>
        </message>
        <message>
            <source>What makes a checkpoint the best, and what early stopping watches. Macro-F1 counts rare classes as much as frequent ones.</source>
            <translation>按什么评定最好的检查点，提前停止也看它。宏平均 F1 对少见的类别和常见的类别一视同仁。</translation>
        </message>
        <message>
            <source>Answer a prompt.</source>
            <translation>回答提示词。</translation>
        </message>
        <message>
            <source>Prompt column</source>
            <translation>提示词列</translation>
        </message>
        <message>
            <source>Response column</source>
            <translation>回答列</translation>
        </message>
        <message>
            <source>Template</source>
            <translation>模板</translation>
        </message>
        <message>
            <source>the template must hold {name} once</source>
            <translation>模板中必须恰好出现一次 {name}</translation>
        </message>
        <message>
            <source>The model to start from: a name, with @best, @last or @STEP behind it if wanted.</source>
            <translation>从哪个模型开始：名称，需要时后面加 @best、@last 或 @步数。</translation>
        </message>
        <message>
            <source>Examples</source>
            <translation>样本</translation>
        </message>
        <message>
            <source>Validation file</source>
            <translation>验证文件</translation>
        </message>
        <message>
            <source>A file of the same kind to measure on. Empty: a share of the examples is kept out.</source>
            <translation>用于测量的同类文件。留空：从样本中留出一部分。</translation>
        </message>
        <message>
            <source>The share of the examples that is kept out of training to measure on.</source>
            <translation>从训练中留出、用于测量的样本比例。</translation>
        </message>
        <message>
            <source>What is to be learnt.</source>
            <translation>要学什么。</translation>
        </message>
        <message>
            <source>trained</source>
            <translation>训练好的</translation>
        </message>
        <message>
            <source>Those of the model; or random ones, to see what its training was worth.</source>
            <translation>模型的权重；或随机权重，以便看出之前的训练有多大价值。</translation>
        </message>
        <message>
            <source>Frozen layers</source>
            <translation>冻结层数</translation>
        </message>
        <message>
            <source>So many of the first layers, and the embeddings, keep their weights. 0 trains all.</source>
            <translation>最前面的这么多层以及嵌入保持权重不变。0 表示全部训练。</translation>
        </message>
        <message>
            <source>layers</source>
            <translation>层</translation>
        </message>
        <message>
            <source>Layer decay</source>
            <translation>逐层衰减</translation>
        </message>
        <message>
            <source>Each layer learns this much slower than the one above it: 0.9 to 0.95 keeps more of what the lower layers know; 1 treats all alike.</source>
            <translation>每一层的学习率是上一层的这么多倍：0.9 到 0.95 能更多地保留低层学到的东西；1 表示各层相同。</translation>
        </message>
        <message>
            <source>LoRA</source>
            <translation>LoRA</translation>
        </message>
        <message>
            <source>Train small matrices beside the model's own, which stay as they are; they are merged when the model is used or exported.</source>
            <translation>在模型自身的矩阵旁训练小矩阵，原有矩阵保持不变；使用或导出模型时两者合并。</translation>
        </message>
        <message>
            <source>LoRA freezes the model's own weights; leave frozen layers at 0 and layer decay at 1, or set the LoRA rank to 0</source>
            <translation>LoRA 会冻结模型自身的权重；请让冻结层数为 0、逐层衰减为 1，或把 LoRA 秩设为 0</translation>
        </message>
        <message>
            <source>The model continues this text at each evaluation, so that you see it learn. Empty: it writes from the beginning of a document. A BERT fills in each [MASK] of it.</source>
            <translation>每次评估时模型续写这段文本，让你看到它的学习过程。留空则从文档开头写起。BERT 会填补其中的每个 [MASK]。</translation>
        </message>
        <message>
            <source>there is no tokenizer in {folder}</source>
            <translation>{folder} 中没有分词器</translation>
        </message>
        <message>
            <source>the tokenizer's model cannot be read; train the tokenizer again</source>
            <translation>无法读取分词器的模型；请重新训练分词器</translation>
        </message>
        <message>
            <source>Reading text to learn from</source>
            <translation>正在读取用来学习的文本</translation>
        </message>
        <message>
            <source>Learning the pieces</source>
            <translation>正在学习子词</translation>
        </message>
        <message>
            <source>{damage}; there is no earlier good checkpoint: start the run anew</source>
            <translation>{damage}；之前没有完好的检查点：请重新开始这次运行</translation>
        </message>
        <message>
            <source>{damage}; the last good checkpoint is step {step}: resume from it with --from {step}</source>
            <translation>{damage}；最后一个完好的检查点是第 {step} 步：请用 --from {step} 从那里继续</translation>
        </message>
        <message>
            <source>The size of a step at the schedule's peak. Small models bear 1e-3 and more.</source>
            <translation>计划达到峰值时一步有多大。小模型可以用 1e-3 甚至更大。</translation>
        </message>
        <message>
            <source>Weight decay</source>
            <translation>权重衰减</translation>
        </message>
        <message>
            <source>Pulls matrices towards zero at each step; biases and norms are left alone.</source>
            <translation>每一步把矩阵往零的方向拉；偏置和归一化参数不受影响。</translation>
        </message>
        <message>
            <source>Beta 1</source>
            <translation>Beta 1</translation>
        </message>
        <message>
            <source>AdamW's memory of the gradient.</source>
            <translation>AdamW 对梯度的记忆。</translation>
        </message>
        <message>
            <source>Beta 2</source>
            <translation>Beta 2</translation>
        </message>
        <message>
            <source>AdamW's memory of the squared gradient.</source>
            <translation>AdamW 对梯度平方的记忆。</translation>
        </message>
        <message>
            <source>Epsilon</source>
            <translation>Epsilon</translation>
        </message>
        <message>
            <source>Keeps AdamW's division finite.</source>
            <translation>使 AdamW 的除法保持有限。</translation>
        </message>
        <message>
            <source>Momentum</source>
            <translation>动量</translation>
        </message>
        <message>
            <source>SGD's memory of the gradient.</source>
            <translation>SGD 对梯度的记忆。</translation>
        </message>
        <message>
            <source>Gradient clipping</source>
            <translation>梯度裁剪</translation>
        </message>
        <message>
            <source>The largest norm of the whole gradient; 0 leaves it as it is.</source>
            <translation>整个梯度的最大范数；0 表示不裁剪。</translation>
        </message>
        <message>
            <source>constant</source>
            <translation>恒定</translation>
        </message>
        <message>
            <source>linear</source>
            <translation>线性</translation>
        </message>
        <message>
            <source>cosine</source>
            <translation>余弦</translation>
        </message>
        <message>
            <source>The schedule of the learning rate after warm-up: constant; falling in a line or a half cosine; or stable, then falling at the end.</source>
            <translation>预热之后学习率的变化：保持恒定；按直线或半个余弦下降；或者先保持平稳，最后才下降。</translation>
        </message>
        <message>
            <source>Warm-up</source>
            <translation>预热</translation>
        </message>
        <message>
            <source>Steps over which the learning rate rises from zero to its peak.</source>
            <translation>学习率从零升到峰值的步数。</translation>
        </message>
        <message>
            <source>Final learning rate</source>
            <translation>最终学习率</translation>
        </message>
        <message>
            <source>Where the learning rate ends, as a share of its peak.</source>
            <translation>学习率结束时的值，以峰值的比例表示。</translation>
        </message>
        <message>
            <source>Decay share</source>
            <translation>下降段比例</translation>
        </message>
        <message>
            <source>The last part of the run over which warmup-stable-decay falls.</source>
            <translation>“先稳后降”在运行的最后多大比例里下降。</translation>
        </message>
        <message>
            <source>Micro-batch</source>
            <translation>微批</translation>
        </message>
        <message>
            <source>Windows that go through the model at once. Halve it when memory runs out.</source>
            <translation>一次通过模型的窗口数。内存不够时减半。</translation>
        </message>
        <message>
            <source>windows</source>
            <translation>个窗口</translation>
        </message>
        <message>
            <source>Accumulation</source>
            <translation>累积</translation>
        </message>
        <message>
            <source>Micro-batches whose gradients make one step; batch = micro-batch × accumulation.</source>
            <translation>多少个微批的梯度合成一步；批次 = 微批 × 累积。</translation>
        </message>
        <message>
            <source>Time limit</source>
            <translation>时间上限</translation>
        </message>
        <message>
            <source>Stops after this much training time, even before the last step; 0 means no limit.</source>
            <translation>训练达到这么长时间就停止，即使还没到最后一步；0 表示不限制。</translation>
        </message>
        <message>
            <source>Evaluate every</source>
            <translation>评估间隔</translation>
        </message>
        <message>
            <source>Steps between two looks at the validation text. A checkpoint is saved each time.</source>
            <translation>两次查看验证文本之间的步数。每次都会保存检查点。</translation>
        </message>
        <message>
            <source>Evaluation size</source>
            <translation>评估规模</translation>
        </message>
        <message>
            <source>Validation tokens scored at each evaluation; 0 means all of them.</source>
            <translation>每次评估对多少个验证词元评分；0 表示全部。</translation>
        </message>
        <message>
            <source>Early stopping</source>
            <translation>提前停止</translation>
        </message>
        <message>
            <source>Stops after this many evaluations without a better validation loss; 0 never does.</source>
            <translation>连续这么多次评估都没有更低的验证损失就停止；0 表示从不。</translation>
        </message>
        <message>
            <source>evaluations</source>
            <translation>次评估</translation>
        </message>
        <message>
            <source>Sample length</source>
            <translation>生成长度</translation>
        </message>
        <message>
            <source>a strategy is needed, such as Sample(top_p=0.9) or its text, not a value of type {given}</source>
            <translation>需要一个策略，例如 Sample(top_p=0.9) 或它的文字写法，而不是类型为 {given} 的值</translation>
        </message>
        <message>
            <source>a spec is needed, such as PretrainSpec(…) or load_spec(path), not a value of type {given}</source>
            <translation>需要一个规格，例如 PretrainSpec(…) 或 load_spec(path)，而不是类型为 {given} 的值</translation>
        </message>
        <message>
            <source>'{given}' is no text in UTF-8; write or rename it as such</source>
            <translation>“{given}”不是 UTF-8 文字；请改用 UTF-8 书写或命名</translation>
        </message>
        <message>
            <source>{where} has tables or lists more than {most} deep within each other, and no spec has; check its brackets and dots</source>
            <translation>{where} 中的表或列表嵌套超过 {most} 层，任何规格都不会这样；请检查括号和点</translation>
        </message>
        <message>
            <source>{where} holds a number of thousands of digits; write a smaller one</source>
            <translation>{where} 中有一个几千位的数；请写小一些的</translation>
        </message>
        <message>
            <source>must have at most {most} characters, not {given}</source>
            <translation>最多 {most} 个字符，而不是 {given} 个</translation>
        </message>
        <message>
            <source>must be a list in [ ], not '{given}'</source>
            <translation>应为方括号 [ ] 中的列表，而不是“{given}”</translation>
        </message>
        <message>
            <source>must be a table of settings, not '{given}'</source>
            <translation>应为一组设置，而不是“{given}”</translation>
        </message>
        <message>
            <source>{run} cannot go on: {other} has the name '{name}' by now; rename one of them, and then resume the run</source>
            <translation>{run} 无法继续：名称“{name}”现已属于 {other}；请给其中一个改名，然后再继续这次运行</translation>
        </message>
        <message>
            <source>{path} cannot be used: {reason}</source>
            <translation>{path} 不能使用：{reason}</translation>
        </message>
        <message>
            <source>{folder} holds a number too large for project.db, so this run is always read from its folder; delete the run if it is of no use</source>
            <translation>{folder} 中有一个 project.db 存不下的过大数字，因此这次运行总是从它的文件夹读取；如果它没有用处，请删除这次运行</translation>
        </message>
        <message>
            <source>{path} was made by a newer version</source>
            <translation>{path} 由更新的版本创建</translation>
        </message>
        <message>
            <source>'{name}' is the id of something else in this project; choose another name</source>
            <translation>“{name}”是此项目中另一项的编号；请另取一个名称</translation>
        </message>
        <message>
            <source>{name} is no longer in this project</source>
            <translation>{name} 已不在此项目中</translation>
        </message>
        <message>
            <source>'{reference}' says no checkpoint behind its @; write {model}@best, {model}@last or {model}@STEP</source>
            <translation>“{reference}”的 @ 后面没有检查点；请写 {model}@best、{model}@last 或 {model}@步数</translation>
        </message>
        <message>
            <source>these settings take {size} bytes, and a spec file has at most {most}; name a folder instead of many files, and shorten long texts</source>
            <translation>这些设置共 {size} 字节，而配置文件最多 {most} 字节；请用一个文件夹代替许多文件，并缩短过长的文本</translation>
        </message>
        <message>
            <source>Checking the files of {name}</source>
            <translation>正在检查“{name}”的文件</translation>
        </message>
        <message>
            <source>{path} is missing from the manifest.json beside it</source>
            <translation>{path} 未列在同一文件夹的 manifest.json 中</translation>
        </message>
        <message>
            <source>{path} is being written to by another program; wait for it</source>
            <translation>另一个程序正在写入 {path}；请等它完成</translation>
        </message>
        <message>
            <source>{path} cannot be locked: {reason}; move it away</source>
            <translation>无法锁定 {path}：{reason}；请把它移走</translation>
        </message>
        <message>
            <source>{folder} is left out: a checkpoint's folder is called step- and eight digits; rename or remove it</source>
            <translation>{folder} 未被读取：检查点的文件夹应名为 step- 加八位数字；请重命名或删除它</translation>
        </message>
        <message>
            <source>{folder} cannot hold a project: its path is no text in UTF-8; rename the folder, or choose another one</source>
            <translation>{folder} 不能存放项目：它的路径不是 UTF-8 文本；请重命名文件夹，或另选一个</translation>
        </message>
        <message>
            <source>holds an empty path; name a file or a folder</source>
            <translation>含有空路径；请写明文件或文件夹</translation>
        </message>
        <message>
            <source>{folder} is not there any more: it was moved or removed while the run was working; put it back and resume the run, or resume it where it is now</source>
            <translation>{folder} 已不在：它在运行进行时被移动或删除了；请把它放回去再继续这次运行，或在它现在的位置继续</translation>
        </message>
        <message>
            <source>{path} cannot be locked: {reason}; move the project to a disk that can be written to and that can lock files</source>
            <translation>无法锁定 {path}：{reason}；请把项目移到可写入且支持文件锁的磁盘上</translation>
        </message>
        <message>
            <source>'{name}' is kept by the project in {folder} for itself</source>
            <translation>“{name}”由 {folder} 中的项目自己保管</translation>
        </message>
        <message>
            <source>{folder} is not there any more: it was moved or removed; put it back and try again, or go on where it is now</source>
            <translation>{folder} 已不在：它被移动或删除了；请把它放回去再试，或在它现在的位置继续</translation>
        </message>
        <message>
            <source>a file</source>
            <translation>某个文件</translation>
        </message>
        <message>
            <source>{path} cannot be read or written: {reason}; {advice} and try again, what was saved is safe</source>
            <translation>无法读写 {path}：{reason}；{advice}，然后再试；已保存的内容是安全的</translation>
        </message>
        <message>
            <source>{path} cannot be read: {reason}; put the run's journal in its place</source>
            <translation>无法读取 {path}：{reason}；请把运行的日志放回原处</translation>
        </message>
        <message>
            <source>is given a second time as '{old}', which is its old name; remove one of the two</source>
            <translation>又以旧名“{old}”给了一次；请去掉其中一个</translation>
        </message>
        <message>
            <source>GPT-NeoX, Pythia's design: attention and feed-forward stand side by side.</source>
            <translation>GPT-NeoX，即 Pythia 的设计：注意力与前馈并列。</translation>
        </message>
        <message>
            <source>Rotated numbers</source>
            <translation>旋转的数值</translation>
        </message>
        <message>
            <source>Diverse beam search</source>
            <translation>多样束搜索</translation>
        </message>
        <message>
            <source>Diverse beam writes in groups of beams, each of which avoids the tokens that the groups before it have just taken.</source>
            <translation>多样束搜索把各束分组来写，每一组避开前面各组刚选过的词元。</translation>
        </message>
        <message>
            <source>Groups of beams</source>
            <translation>束的组数</translation>
        </message>
        <message>
            <source>The beams are shared out among so many groups.</source>
            <translation>各束平均分到这么多组里。</translation>
        </message>
        <message>
            <source>Diversity penalty</source>
            <translation>多样性惩罚</translation>
        </message>
        <message>
            <source>Is taken from a token's log-probability for each beam of an earlier group that took it at the same step.</source>
            <translation>前面各组在同一步有几束选了某个词元，就从它的对数概率中减去几次。</translation>
        </message>
        <message>
            <source>{beams} beams do not make {groups} equal groups; choose a multiple</source>
            <translation>{beams} 束不能平均分成 {groups} 组；请选它的倍数</translation>
        </message>
        <message>
            <source>Beam sampling</source>
            <translation>束采样</translation>
        </message>
        <message>
            <source>Beam sample draws the continuations of its beams at random and keeps the likeliest text as a whole.</source>
            <translation>束采样随机抽取各束的后续，保留整体上最可能的一篇。</translation>
        </message>
        <message>
            <source>Contrastive search</source>
            <translation>对比搜索</translation>
        </message>
        <message>
            <source>Contrastive search takes a likely token whose meaning is unlike that of the tokens before.</source>
            <translation>对比搜索取一个很可能、而含义与前面的词元不相似的词元。</translation>
        </message>
        <message>
            <source>Degeneration penalty</source>
            <translation>退化惩罚</translation>
        </message>
        <message>
            <source>How much likeness to earlier tokens counts against probability: 0 is greedy.</source>
            <translation>与前面词元的相似程度相对于概率的分量：0 就是贪心。</translation>
        </message>
        <message>
            <source>Candidates</source>
            <translation>候选数</translation>
        </message>
        <message>
            <source>So many of the likeliest tokens are tried at each step; each costs as much as one.</source>
            <translation>每一步试这么多个最可能的词元；每个的代价都与一个词元相同。</translation>
        </message>
        <message>
            <source>Contrastive decoding</source>
            <translation>对比解码</translation>
        </message>
        <message>
            <source>Contrastive decoding takes what the model finds likelier than a weaker one does.</source>
            <translation>对比解码取模型认为比较弱的模型更可能的词元。</translation>
        </message>
        <message>
            <source>Amateur</source>
            <translation>弱模型</translation>
        </message>
        <message>
            <source>The weaker model, such as the student or an early checkpoint: NAME or NAME@STEP, of the same tokenizer.</source>
            <translation>较弱的模型，例如学生或早期检查点：名称或 名称@步数，分词器要相同。</translation>
        </message>
        <message>
            <source>Plausibility</source>
            <translation>可信度</translation>
        </message>
        <message>
            <source>Only tokens at least this share as probable as the likeliest one are taken.</source>
            <translation>只取概率不低于最可能词元的这一比例的词元。</translation>
        </message>
        <message>
            <source>Contrast</source>
            <translation>对比强度</translation>
        </message>
        <message>
            <source>How much the amateur counts; 0 is greedy.</source>
            <translation>弱模型的分量；0 就是贪心。</translation>
        </message>
        <message>
            <source>Average of models</source>
            <translation>模型平均</translation>
        </message>
        <message>
            <source>Average draws each token by the mean of the probabilities of several models.</source>
            <translation>平均按几个模型概率的平均值抽取每个词元。</translation>
        </message>
        <message>
            <source>Further models</source>
            <translation>另外的模型</translation>
        </message>
        <message>
            <source>The models whose probabilities are averaged with this one's: NAME or NAME@STEP, of the same tokenizer.</source>
            <translation>与本模型的概率一起平均的模型：名称或 名称@步数，分词器要相同。</translation>
        </message>
        <message>
            <source>Speculative decoding</source>
            <translation>推测解码</translation>
        </message>
        <message>
            <source>Speculative writes what the model would write anyway, and reads tokens that a smaller model drafts many at a time.</source>
            <translation>推测解码写出的就是模型本来会写的文字，只是把较小的模型起草的词元许多个一起读入。</translation>
        </message>
        <message>
            <source>Draft model</source>
            <translation>草稿模型</translation>
        </message>
        <message>
            <source>The smaller model that drafts, such as the student: NAME or NAME@STEP, of the same tokenizer. Without one, drafts are what followed the same tokens before.</source>
            <translation>起草的较小模型，例如学生：名称或 名称@步数，分词器要相同。没有时，草稿是前面相同的词元之后出现过的词元。</translation>
        </message>
        <message>
            <source>Drafted tokens</source>
            <translation>起草的词元数</translation>
        </message>
        <message>
            <source>So many tokens are drafted at a time.</source>
            <translation>每次起草这么多个词元。</translation>
        </message>
        <message>
            <source>Looked-up n-gram</source>
            <translation>查找的 n 元组</translation>
        </message>
        <message>
            <source>Without a draft model: at most so many last tokens are looked for in the text.</source>
            <translation>没有草稿模型时：在文中查找至多这么多个最后的词元。</translation>
        </message>
        <message>
            <source>Draw tokens at random, as Sample does; without it the text is that of Greedy.</source>
            <translation>像“采样”那样随机抽取词元；不选时文字与“贪心”的相同。</translation>
        </message>
        <message>
            <source>after {tokens} tokens every token is forbidden; ease {settings}</source>
            <translation>写了 {tokens} 个词元之后，所有词元都被禁止；请放宽 {settings}</translation>
        </message>
        <message>
            <source>Penalties</source>
            <translation>惩罚</translation>
        </message>
        <message>
            <source>A repetition ends for DRY at one of these texts, be it part of a token or several, as behind a speaker's name; \n is a line's end.</source>
            <translation>对 DRY 来说，重复到这些文本之一为止，例如说话人名字之后；它可以是词元的一部分，也可以由几个词元组成；\n 是换行。</translation>
        </message>
        <message>
            <source>Words and forms</source>
            <translation>词语与形式</translation>
        </message>
        <message>
            <source>One of these texts</source>
            <translation>这些文本之一</translation>
        </message>
        <message>
            <source>The text is one of these, with or without a space before it, and ends with it; \n is a line's end.</source>
            <translation>文字是其中之一，前面有没有空格都可以，写完它就结束；\n 是换行。</translation>
        </message>
        <message>
            <source>Regular expression</source>
            <translation>正则表达式</translation>
        </message>
        <message>
            <source>JSON schema</source>
            <translation>JSON 模式</translation>
        </message>
        <message>
            <source>a text has one form; leave out all but one of {given}</source>
            <translation>一段文字只有一种形式；{given} 中只保留一个</translation>
        </message>
        <message>
            <source>{setting} cannot be followed: {problem}</source>
            <translation>{setting} 无法跟随：{problem}</translation>
        </message>
        <message>
            <source>temperature and filters change nothing without sampling; set do_sample to true, or leave them out</source>
            <translation>不采样时，温度和过滤器不起作用；请把 do_sample 设为 true，或去掉它们</translation>
        </message>
        <message>
            <source>DoLa</source>
            <translation>DoLa</translation>
        </message>
        <message>
            <source>DoLa takes what the model's last layer finds likelier than an earlier one does.</source>
            <translation>DoLa 取模型的最后一层比较早的一层认为更可能的词元。</translation>
        </message>
        <message>
            <source>Earlier layers</source>
            <translation>较早的层</translation>
        </message>
        <message>
            <source>The layers of which the one most unlike the last is contrasted with it: low or high for every other layer of that half, or numbers such as 0,2,4, where 0 is what the first block reads.</source>
            <translation>与最后一层作对比的层，以其中最不相同的一层为准：low 或 high 表示那一半里每隔一层取一层，也可以写编号，如 0,2,4，其中 0 是第一个块读入的内容。</translation>
        </message>
        <message>
            <source>Relative top</source>
            <translation>相对下限</translation>
        </message>
        <message>
            <source>'{layers}' are no layers; write low, high or 0,2,4</source>
            <translation>“{layers}”不是层；请写 low、high 或 0,2,4</translation>
        </message>
        <message>
            <source>'{name}' is not a setting of {strategy}; these have it: {others}</source>
            <translation>“{name}”不是 {strategy} 的设置；有它的是：{others}</translation>
        </message>
        <message>
            <source>mirostat follows what was drawn, so that no continuation has a probability of its own; leave out mirostat_tau to open the tree</source>
            <translation>mirostat 取决于之前抽到的词元，因此续文没有各自的概率；要展开树，请去掉 mirostat_tau</translation>
        </message>
        <message>
            <source>a mass of {mass} cannot be asked for; choose one between {least} and 1</source>
            <translation>不能要求概率 {mass}；请在 {least} 和 1 之间选择</translation>
        </message>
        <message>
            <source>{count} continuations cannot be shown; ask for 1 to {most}</source>
            <translation>无法显示 {count} 种续文；请要求 1 到 {most} 种</translation>
        </message>
        <message>
            <source>this is no written text: {reason}</source>
            <translation>这不是写出的文本：{reason}</translation>
        </message>
        <message>
            <source>on</source>
            <translation>开</translation>
        </message>
        <message>
            <source>Compiles the blocks with torch.compile: needs a C++ compiler, takes half a minute or more before the first step, and makes each step a few percent faster. Measure the time tells after how long that pays here. Numbers are equal but for rounding. Auto does it only on CUDA, in runs of five minutes or more that it makes shorter, as measured before the first step; the run records it.</source>
            <translation>用 torch.compile 编译各层：需要 C++ 编译器，第一步之前要花半分钟或更久，之后每一步快百分之几。“实测时间”会说明在这台机器上多久之后才划算。除舍入外数值相等。“自动”只在 CUDA 上编译，而且运行至少五分钟、第一步之前的实测表明会变快时才这样做；运行会记录下来。</translation>
        </message>
        <message>
            <source>'{text}' cannot be read; write a text in quotes, and several as ["one", "two"]</source>
            <translation>“{text}”无法读取；一个文本请加引号，多个请写成 ["one", "two"]</translation>
        </message>
        <message>
            <source>Numbers of each head that positions turn, an even number; 0 is all of them.</source>
            <translation>每个头中随位置转动的数值个数（偶数）；0 表示全部。</translation>
        </message>
        <message>
            <source>Numbers of each head that positions turn, an even number; 0 is a quarter of them, as in Pythia.</source>
            <translation>每个头中随位置转动的数值个数（偶数）；0 表示四分之一，如 Pythia。</translation>
        </message>
        <message>
            <source>Parallel parts</source>
            <translation>并行部件</translation>
        </message>
        <message>
            <source>Attention and feed-forward read the same stream, rather than one after the other.</source>
            <translation>注意力与前馈读取同一状态，而不是一个接一个。</translation>
        </message>
        <message>
            <source>Gemma 3: most layers see a window alone, and norms stand around each part.</source>
            <translation>Gemma 3：大多数层只看一个窗口，每个部件前后都有归一化。</translation>
        </message>
        <message>
            <source>Layers of the whole context</source>
            <translation>看整个上下文的层</translation>
        </message>
        <message>
            <source>Every how-manyth layer sees the whole context, in Gemma 3 every sixth; the others see the sliding window. 0 leaves all to the window.</source>
            <translation>每隔几层有一层看整个上下文（Gemma 3 为每第六层）；其余层看滑动窗口。0 表示所有层都只看窗口。</translation>
        </message>
        <message>
            <source>Rotary base of the window</source>
            <translation>窗口层的旋转基数</translation>
        </message>
        <message>
            <source>The rotary base of the layers that see the sliding window alone.</source>
            <translation>只看滑动窗口的层的旋转基数。</translation>
        </message>
        <message>
            <source>Width that divides scores</source>
            <translation>缩放分数的宽度</translation>
        </message>
        <message>
            <source>Attention scores are divided by the root of this; 0 is a head's width.</source>
            <translation>注意力分数除以此数的平方根；0 表示一个头的宽度。</translation>
        </message>
        <message>
            <source>ended by the model</source>
            <translation>由模型结束</translation>
        </message>
        <message>
            <source>full length</source>
            <translation>达到长度上限</translation>
        </message>
        <message>
            <source>ended at a stop text</source>
            <translation>止于停止文本</translation>
        </message>
        <message>
            <source>stopped by you</source>
            <translation>由你停止</translation>
        </message>
        <message>
            <source>no model is named; name one or several to be compared</source>
            <translation>没有指定模型；请指定要比较的一个或几个</translation>
        </message>
        <message>
            <source>'{model}' tells classes and predicts no text; leave it out of the comparison</source>
            <translation>“{model}”是分类模型，不预测文本；比较时请不要选它</translation>
        </message>
        <message>
            <source>no corpus is there to compare models on; import a text first</source>
            <translation>没有可用来比较模型的语料；请先导入文本</translation>
        </message>
        <message>
            <source>at most {most} settings can be varied at once, not {given}</source>
            <translation>最多可同时变化 {most} 个设置，而不是 {given} 个</translation>
        </message>
        <message>
            <source>the minutes must be more than 0 and at most {most}</source>
            <translation>分钟数必须大于 0，且不超过 {most}</translation>
        </message>
        <message>
            <source>{path} does not say how to write texts; end its name in .md, .json or .csv</source>
            <translation>{path} 没有表明文本的写入格式；请让文件名以 .md、.json 或 .csv 结尾</translation>
        </message>
        <message>
            <source>a model that writes reads one text; leave the second one out</source>
            <translation>书写文本的模型只读一段文本；请去掉第二段</translation>
        </message>
        <message>
            <source>no folder is named; give the path of a project's folder</source>
            <translation>没有指定文件夹；请给出项目文件夹的路径</translation>
        </message>
        <message>
            <source>only a pretraining or a distillation is planned by its minutes</source>
            <translation>只有预训练和蒸馏可以按时间规划</translation>
        </message>
        <message>
            <source>only a fine-tuning learns from examples of a table</source>
            <translation>只有微调才从表格的样本中学习</translation>
        </message>
        <message>
            <source>{strategy} gives a continuation no probability; open the tree under sample, whose settings apply, or without a strategy</source>
            <translation>{strategy}不给续文概率；请在 sample 及其设置下展开树，或不指定策略</translation>
        </message>
        <message>
            <source>{strategy} has no beams; choose one of {known}</source>
            <translation>{strategy}没有束；请选择其中之一：{known}</translation>
        </message>
        <message>
            <source>{other} has another tokenizer than {model}, so that they cannot write one text together; choose a model of the same tokenizer</source>
            <translation>{other} 的分词器与 {model} 的不同，因此不能一起写一篇文字；请选分词器相同的模型</translation>
        </message>
        <message>
            <source>'{model}' was trained on no corpus of this project; add one to take passages of</source>
            <translation>“{model}”不是用本项目的语料训练的；请添加一份语料，再从中取段落</translation>
        </message>
        <message>
            <source>'{name}' trains nothing; branch from a pretraining, a fine-tuning or a distillation</source>
            <translation>“{name}”不训练任何东西；请从预训练、微调或蒸馏建立分支</translation>
        </message>
        <message>
            <source>a branch goes on with its parent's weights and optimizer, so that {changed} cannot change; what can are the optimizer's numbers, schedule, loop, runtime and corpus, and steps, alpha and temperature of stages</source>
            <translation>分支沿用父运行的权重和优化器，因此不能更改 {changed}；可以更改的是优化器的数值、schedule、loop、runtime 和语料，以及各阶段的 steps、alpha 和 temperature</translation>
        </message>
        <message>
            <source>the branch begins at step {step}, and {steps} steps are asked for in all; set more</source>
            <translation>分支从第 {step} 步开始，而总共只要求 {steps} 步；请设得更多</translation>
        </message>
        <message>
            <source>the steps before the branch took {spent:.1f} minutes, and loop.minutes allows {minutes:g} in all; set more, or 0 for no limit</source>
            <translation>分支之前的步骤用了 {spent:.1f} 分钟，而 loop.minutes 总共只允许 {minutes:g} 分钟；请设得更多，或设为 0 表示不限</translation>
        </message>
        <message>
            <source>goes on from step {step} of '{run}'</source>
            <translation>从“{run}”的第 {step} 步继续</translation>
        </message>
        <message>
            <source>In detail</source>
            <translation>细分</translation>
        </message>
        <message>
            <source>Loss by position in the context (nats per token)</source>
            <translation>按上下文位置的损失（每词元 nat 数）</translation>
        </message>
        <message>
            <source>Position</source>
            <translation>位置</translation>
        </message>
        <message>
            <source>as sure as right</source>
            <translation>把握与正确率相等</translation>
        </message>
        <message>
            <source>Calibration: how often the likeliest token was right</source>
            <translation>校准：最可能的词元正确的比例</translation>
        </message>
        <message>
            <source>Probability of the likeliest token</source>
            <translation>最可能词元的概率</translation>
        </message>
        <message>
            <source>By position in the context</source>
            <translation>按上下文中的位置</translation>
        </message>
        <message>
            <source>Mean loss (nats per token) of the tokens at a position of the window that is read at once, counted from 0: the first have little before them to go by.</source>
            <translation>一次读入的窗口中某位置上词元的平均损失（每词元 nat 数），位置从 0 数起：最前面的词元几乎没有上文可依据。</translation>
        </message>
        <message>
            <source>By frequency of the token</source>
            <translation>按词元频率</translation>
        </message>
        <message>
            <source>Times in the training text</source>
            <translation>训练文本中出现次数</translation>
        </message>
        <message>
            <source>Mean loss (nats per token) of tokens that occur so often in the training part of this corpus.</source>
            <translation>在该语料训练部分中出现这么多次的词元的平均损失（每词元 nat 数）。</translation>
        </message>
        <message>
            <source>By document</source>
            <translation>按文档</translation>
        </message>
        <message>
            <source>In brackets the 95 % interval over documents (bootstrap, 1,000 draws). The last column has the perplexity below which 5, 25, 50, 75 and 95 % of the documents lie.</source>
            <translation>方括号内是对文档的 95 % 区间（自助法，抽取 1,000 次）。最后一列是 5 %、25 %、50 %、75 % 和 95 % 的文档所低于的困惑度。</translation>
        </message>
        <message>
            <source>Number of documents</source>
            <translation>文档数</translation>
        </message>
        <message>
            <source>Perplexity of documents</source>
            <translation>各文档的困惑度</translation>
        </message>
        <message>
            <source>Top-k accuracy</source>
            <translation>前 k 准确率</translation>
        </message>
        <message>
            <source>How often the true token is among the k likeliest.</source>
            <translation>真正的词元在最可能的 k 个词元之中的比例。</translation>
        </message>
        <message>
            <source>k</source>
            <translation>k</translation>
        </message>
        <message>
            <source>Calibration</source>
            <translation>校准</translation>
        </message>
        <message>
            <source>Probability</source>
            <translation>概率</translation>
        </message>
        <message>
            <source>Hardest documents</source>
            <translation>最难的文档</translation>
        </message>
        <message>
            <source>The documents of at least 8 tokens with the largest mean loss.</source>
            <translation>至少有 8 个词元、平均损失最大的文档。</translation>
        </message>
        <message>
            <source>Document</source>
            <translation>文档</translation>
        </message>
        <message>
            <source>Beginning</source>
            <translation>开头</translation>
        </message>
        <message>
            <source>{path} ends in neither .html, .pdf nor .csv; a comparison is written as one of these</source>
            <translation>{path} 的结尾既不是 .html、.pdf，也不是 .csv；比较只能写成其中之一</translation>
        </message>
        <message>
            <source>Measured on the corpus '{corpus}'.</source>
            <translation>在语料“{corpus}”上测量。</translation>
        </message>
        <message>
            <source>Loss against size</source>
            <translation>损失与大小</translation>
        </message>
        <message>
            <source>Settings</source>
            <translation>设置</translation>
        </message>
        <message>
            <source>Against the teacher:</source>
            <translation>与教师相比：</translation>
        </message>
        <message>
            <source>{model}: {ratio:.2f} × smaller</source>
            <translation>{model}：小到 1/{ratio:.2f}</translation>
        </message>
        <message>
            <source>{told}, {times} × as fast at batch 1</source>
            <translation>{told}，批大小 1 时速度为 {times} 倍</translation>
        </message>
        <message>
            <source>{told}, {times} × at batch 16</source>
            <translation>{told}，批大小 16 时 {times} 倍</translation>
        </message>
        <message>
            <source>Seeds</source>
            <translation>种子数</translation>
        </message>
        <message>
            <source>Over seeds (mean ± half the 95 % interval, Student's t)</source>
            <translation>跨种子（平均值 ± 95 % 区间的一半，Student t）</translation>
        </message>
        <message>
            <source>Texts</source>
            <translation>文本</translation>
        </message>
        <message>
            <source>Averaging the weights</source>
            <translation>正在平均权重</translation>
        </message>
        <message>
            <source>a copy of {checkpoint}</source>
            <translation>{checkpoint} 的副本</translation>
        </message>
        <message>
            <source>the mean of {count} checkpoints: {named}</source>
            <translation>{count} 个检查点的平均：{named}</translation>
        </message>
        <message>
            <source>the validation loss on '{corpus}' is {loss:.4f}, worse than the {theirs:.4f} of '{model}'; no model was made</source>
            <translation>在“{corpus}”上的验证损失是 {loss:.4f}，比“{model}”的 {theirs:.4f} 差；没有建立模型</translation>
        </message>
        <message>
            <source>a PDF needs the package weasyprint; install it with: pip install 'distill-workbench[pdf]', or write .html and print it from a browser</source>
            <translation>PDF 需要 weasyprint 软件包；请用 pip install 'distill-workbench[pdf]' 安装，或写成 .html 后在浏览器中打印</translation>
        </message>
        <message>
            <source>weasyprint cannot be loaded, as a rule because Pango is not installed ({reason}); write .html and print it from a browser</source>
            <translation>无法加载 weasyprint，通常是因为没有安装 Pango（{reason}）；请写成 .html 后在浏览器中打印</translation>
        </message>
        <message>
            <source>Step</source>
            <translation>步</translation>
        </message>
        <message>
            <source>heads are not measured: the text has a single token; write more, or name a corpus</source>
            <translation>没有测量头：文本只有一个词元；请多写一些，或指定一个语料库</translation>
        </message>
        <message>
            <source>the lens is not read: this model tells the class of a text</source>
            <translation>未读取透镜：这个模型判断文本的类别</translation>
        </message>
        <message>
            <source>the lens is not read: this BERT came without the head that fills in masks</source>
            <translation>没有读取透镜：这个 BERT 没有填掩码的输出头</translation>
        </message>
        <message>
            <source>this model was imported with one checkpoint, so that there is nothing to follow; train it further here to see what changes</source>
            <translation>这个模型是导入的，只有一个检查点，没有可以跟踪的变化；在这里继续训练它，就能看到变化</translation>
        </message>
        <message>
            <source>this model has one checkpoint; set “Keep a checkpoint every” (loop.keep_every) before a run to follow it</source>
            <translation>这个模型只有一个检查点；想跟踪它，请在运行之前填写“每隔多少步保留检查点”（loop.keep_every）</translation>
        </message>
        <message>
            <source>the strategy names {model}, which is the model that is changed; name another one</source>
            <translation>策略用到了 {model}，而它正是被改变的模型；请换一个</translation>
        </message>
        <message>
            <source>'{text}' is {count} tokens to this model ({found}); write one of them, or its number such as #17</source>
            <translation>“{text}”对这个模型来说是 {count} 个词元（{found}）；请写其中一个，或它的编号，例如 #17</translation>
        </message>
        <message>
            <source>'{name}' is no place to patch; there are {known}</source>
            <translation>“{name}”不是可修补的位点；可用的有 {known}</translation>
        </message>
        <message>
            <source>both tokens are '{token}', so that there is no difference to recover; name two different tokens</source>
            <translation>两个词元都是“{token}”，没有可恢复的差异；请指定两个不同的词元</translation>
        </message>
        <message>
            <source>the clean text has {clean} tokens and the corrupted one {corrupted}; a patch needs texts of equal length, such as two that differ in a word</source>
            <translation>干净文本有 {clean} 个词元，损坏文本有 {corrupted} 个；修补需要等长的文本，例如只差一个词的两段</translation>
        </message>
        <message>
            <source>the first [MASK] does not stand at the same place in both texts; put it behind as many tokens in each</source>
            <translation>两段文本中第一个 [MASK] 的位置不同；请让它前面的词元数相同</translation>
        </message>
        <message>
            <source>the teacher's residual stream is {theirs} wide and the student's {ours}; only models of equal width can be patched with each other's activations</source>
            <translation>教师的残差流宽 {theirs}，学生的宽 {ours}；只有宽度相同的模型才能用彼此的激活值修补</translation>
        </message>
        <message>
            <source>each layer of the teacher has {theirs} heads and each of the student's {ours}: heads can only be patched between models that have equally many</source>
            <translation>教师每层有 {theirs} 个注意力头，学生每层有 {ours} 个：只有头数相同的两个模型之间才能修补注意力头</translation>
        </message>
        <message>
            <source>the validation part of '{corpus}' has no text</source>
            <translation>“{corpus}”的验证部分没有文本</translation>
        </message>
        <message>
            <source>an empty text is no token; name one, or an id such as #17</source>
            <translation>空文本不是词元；请给出一个词元，或像 #17 这样的编号</translation>
        </message>
        <message>
            <source>'{one}' and '{other}' have no weights of equal names and shapes; compare checkpoints of one run, or models of one architecture</source>
            <translation>“{one}”和“{other}”没有名称和形状都相同的权重；请比较同一运行的检查点，或同一架构的模型</translation>
        </message>
        <message>
            <source>Testing learning rates</source>
            <translation>测试学习率</translation>
        </message>
        <message>
            <source>A test that is resumed begins anew: nothing of it is saved</source>
            <translation>测试没有保存任何东西，继续时会从头开始</translation>
        </message>
        <message>
            <source>the first stage has {stage} steps and the test {steps}: behind it the loss is another one, and the curve does not tell of the learning rate alone; test fewer steps</source>
            <translation>第一阶段有 {stage} 步，测试有 {steps} 步：阶段结束后损失就换了，曲线不再只反映学习率；请测试更少的步数</translation>
        </message>
        <message>
            <source>the test has not come to its end</source>
            <translation>测试还没有结束</translation>
        </message>
        <message>
            <source>The test ended at step {step} of {steps}, where the average of the losses so far was more than {times:g} times its lowest value</source>
            <translation>测试在第 {step} 步（共 {steps} 步）结束，此时到目前为止的损失的平均超过其最低值的 {times:g} 倍</translation>
        </message>
        <message>
            <source>The test ended behind step {step} of {steps}, where the loss or its gradient became infinite or NaN</source>
            <translation>测试在第 {step} 步（共 {steps} 步）之后结束，此时损失或其梯度变成无穷大或 NaN</translation>
        </message>
        <message>
            <source>{step} of {steps} steps were taken</source>
            <translation>完成了 {step} / {steps} 步</translation>
        </message>
        <message>
            <source>Loss over the learning rate</source>
            <translation>损失随学习率的变化</translation>
        </message>
        <message>
            <source>Smoothed loss</source>
            <translation>平滑后的损失</translation>
        </message>
        <message>
            <source>Steepest descent</source>
            <translation>最陡下降</translation>
        </message>
        <message>
            <source>A tenth of the lowest loss's rate</source>
            <translation>损失最低处学习率的十分之一</translation>
        </message>
        <message>
            <source>No learning rate is suggested: {why}</source>
            <translation>没有建议的学习率：{why}</translation>
        </message>
        <message>
            <source>Suggested learning rate: {low:g} to {high:g} ({steepest:g} where the smoothed loss falls steepest, {tenth:g} is a tenth of the rate where it is lowest; Smith 2015, Gugger 2018)</source>
            <translation>建议的学习率：{low:g} 到 {high:g}（平滑损失在 {steepest:g} 处下降最陡，{tenth:g} 是其最低处学习率的十分之一；Smith 2015，Gugger 2018）</translation>
        </message>
        <message>
            <source>Lowest learning rate</source>
            <translation>最低学习率</translation>
        </message>
        <message>
            <source>The learning rate of the first step: so low that the loss does not move yet.</source>
            <translation>第一步的学习率：低到损失还不会变化。</translation>
        </message>
        <message>
            <source>Highest learning rate</source>
            <translation>最高学习率</translation>
        </message>
        <message>
            <source>The learning rate of the last step: so high that the loss leaps.</source>
            <translation>最后一步的学习率：高到损失会跳高。</translation>
        </message>
        <message>
            <source>Training steps over which the learning rate grows, by the same factor at each.</source>
            <translation>学习率逐步增大的训练步数，每一步增大的倍数相同。</translation>
        </message>
        <message>
            <source>Smoothing</source>
            <translation>平滑</translation>
        </message>
        <message>
            <source>The weight of the moving average of the loss, taken from both sides of a step. Noisy losses need more of it.</source>
            <translation>损失的移动平均的权重，平均取自一步的两侧。噪声大的损失需要更大的平滑。</translation>
        </message>
        <message>
            <source>Stop at</source>
            <translation>停止倍数</translation>
        </message>
        <message>
            <source>The test ends early once the moving average of the losses so far is so many times its lowest value.</source>
            <translation>到目前为止的损失的移动平均达到其最低值的这么多倍时，测试提前结束。</translation>
        </message>
        <message>
            <source>the highest learning rate must be at least ten times the lowest one</source>
            <translation>最高学习率至少应为最低学习率的十倍</translation>
        </message>
        <message>
            <source>What the test is called.</source>
            <translation>测试的名称。</translation>
        </message>
        <message>
            <source>The training as it would be started; its own learning rate, schedule and length are not used.</source>
            <translation>要开始的训练；不使用它自己的学习率、学习率计划和长度。</translation>
        </message>
        <message>
            <source>this trains no model, so that it has no learning rate to find; name a pretraining, a fine-tuning or a distillation</source>
            <translation>这不训练模型，没有可寻找的学习率；请指定预训练、微调或蒸馏</translation>
        </message>
        <message>
            <source>{rows} rows: {targets}, {read} are only read, {padding} are padding; {cut} documents or examples are cut, and {without} rows have nothing to learn</source>
            <translation>{rows} 行：{targets}，只读入 {read} 个，填充 {padding} 个；{cut} 篇文档或样本被截断，{without} 行没有可学习的内容</translation>
        </message>
        <message>
            <source>{count} masked tokens are to be found</source>
            <translation>需要预测 {count} 个被掩码的词元</translation>
        </message>
        <message>
            <source>{count} tokens are learnt</source>
            <translation>学习 {count} 个词元</translation>
        </message>
        <message>
            <source>one class each is learnt; of the tokens</source>
            <translation>每行学习一个类别；词元中</translation>
        </message>
        <message>
            <source>losses under the checkpoint of step {step}, without dropout: not those of the step itself</source>
            <translation>第 {step} 步的检查点下的损失，不用 dropout：不是那一步本身的损失</translation>
        </message>
        <message>
            <source>exact: replayed from the beginning, {count} steps</source>
            <translation>精确：从头重放了 {count} 步</translation>
        </message>
        <message>
            <source>exact: replayed from the checkpoint of step {step}, {count} steps</source>
            <translation>精确：从第 {step} 步的检查点起重放了 {count} 步</translation>
        </message>
        <message>
            <source>at this step the student learnt from texts that it wrote behind the beginnings of these documents; their losses were no part of the step's</source>
            <translation>在这一步，学生学习的是它自己接在这些文档开头之后写的文本；这些文档的损失不属于那一步的损失</translation>
        </message>
        <message>
            <source>this tokenizer puts nothing between documents, so that whole windows are shown</source>
            <translation>这个分词器不在文档之间放任何东西，因此显示整个窗口</translation>
        </message>
        <message>
            <source>{name}: {what}</source>
            <translation>{name}：{what}</translation>
        </message>
        <message>
            <source>best checkpoint</source>
            <translation>最佳检查点</translation>
        </message>
        <message>
            <source>resumed</source>
            <translation>继续</translation>
        </message>
        <message>
            <source>How surprised the model is by the true next token, in nats: the mean of −ln of the probability that it gave it. Lower is better, 0 would be certainty.</source>
            <translation>模型对真正的下一个词元有多意外，以 nat 计：模型给它的概率取 −ln 后的平均值。越低越好，0 表示完全确定。</translation>
        </message>
        <message>
            <source>Token</source>
            <translation>词元</translation>
        </message>
        <message>
            <source>A piece of text, often a word or a part of one, that models read and write.</source>
            <translation>模型读写的一小段文本，常为一个词或词的一部分。</translation>
        </message>
        <message>
            <source>Validation</source>
            <translation>验证</translation>
        </message>
        <message>
            <source>Measuring on text that is kept apart and never learned from.</source>
            <translation>在单独留出、从不用于学习的文本上测量。</translation>
        </message>
        <message>
            <source>e to the power of the loss: among how many equally likely tokens it wavers.</source>
            <translation>e 的损失次幂：模型相当于在多少个同样可能的词元之间犹豫。</translation>
        </message>
        <message>
            <source>The surprise for each byte of text. Loss and perplexity depend on how the text is cut into tokens, bits per byte do not.</source>
            <translation>每字节文本的意外程度。损失和困惑度取决于文本如何切分为词元，每字节比特数则不然。</translation>
        </message>
        <message>
            <source>Checkpoint</source>
            <translation>检查点</translation>
        </message>
        <message>
            <source>The model as it was saved at a step. The best one has the lowest validation loss.</source>
            <translation>某一步时保存下来的模型。最佳检查点的验证损失最低。</translation>
        </message>
        <message>
            <source>A small model, the student, learns to predict as a larger one, the teacher. A control is the same student trained without the teacher.</source>
            <translation>小模型（学生）学习像大模型（教师）那样预测。对照是同样的学生，但训练时没有教师。</translation>
        </message>
        <message>
            <source>A model that only counts short sequences of tokens; whatever learns, beats it.</source>
            <translation>只统计短词元序列的模型；真正学到东西的模型会胜过它。</translation>
        </message>
        <message>
            <source>Report of the run '{name}'</source>
            <translation>运行“{name}”的报告</translation>
        </message>
        <message>
            <source>Report of {count} runs</source>
            <translation>{count} 个运行的报告</translation>
        </message>
        <message>
            <source>Summary</source>
            <translation>概要</translation>
        </message>
        <message>
            <source>Figures</source>
            <translation>数值</translation>
        </message>
        <message>
            <source>What was read, and where it ran</source>
            <translation>读取的内容与运行环境</translation>
        </message>
        <message>
            <source>In brackets: the beginning of the fingerprint (SHA-256) of what was read.</source>
            <translation>括号内是所读内容的指纹（SHA-256）的开头。</translation>
        </message>
        <message>
            <source>Log</source>
            <translation>日志</translation>
        </message>
        <message>
            <source>What the words mean</source>
            <translation>术语说明</translation>
        </message>
        <message>
            <source>Curves</source>
            <translation>曲线</translation>
        </message>
        <message>
            <source>Nothing was measured over steps.</source>
            <translation>没有按步测量的数值。</translation>
        </message>
        <message>
            <source>As measured, without smoothing. A long curve is drawn with the least and the greatest value of each column of pixels, so that no spike is lost.</source>
            <translation>按测量值绘制，未经平滑。长曲线在每一列像素上都画出最小值和最大值，因此不会丢失任何尖峰。</translation>
        </message>
        <message>
            <source>{label}: {count} values are not finite, or not above 0 and without a place on a logarithmic axis; the first at step {step:,}.</source>
            <translation>{label}：有 {count} 个值不是有限数，或不大于 0 而无法画在对数轴上；第一个在第 {step:,} 步。</translation>
        </message>
        <message>
            <source>{label}: {count} values are not finite; the first at step {step:,}.</source>
            <translation>{label}：有 {count} 个值不是有限数；第一个在第 {step:,} 步。</translation>
        </message>
        <message>
            <source>Texts that it wrote as it learned</source>
            <translation>学习过程中写出的文本</translation>
        </message>
        <message>
            <source>{shown} of {all} texts.</source>
            <translation>共 {all} 段文本，显示 {shown} 段。</translation>
        </message>
        <message>
            <source>Step {step:,}</source>
            <translation>第 {step:,} 步</translation>
        </message>
        <message>
            <source>Attention at the last checkpoint</source>
            <translation>最后一个检查点的注意力</translation>
        </message>
        <message>
            <source>Step {step:,}. A map for each head, a row of maps for each layer, on the last text above (its first {tokens} tokens): each row of a map is a token that reads, each column one that it may look at; the darker, the more attention.</source>
            <translation>第 {step:,} 步。每个注意力头一幅图，每层一行，所读为上面的最后一段文本（前 {tokens} 个词元）：图中每一行是正在读取的词元，每一列是它可以注意的词元；颜色越深，注意力越多。</translation>
        </message>
        <message>
            <source>These settings differ:</source>
            <translation>以下设置不同：</translation>
        </message>
        <message>
            <source>{path} ends in neither .html nor .pdf; a report of runs is written as one of these</source>
            <translation>{path} 的结尾既不是 .html 也不是 .pdf；运行的报告只能写成其中之一</translation>
        </message>
        <message>
            <source>queued</source>
            <translation>排队中</translation>
        </message>
        <message>
            <source>running</source>
            <translation>运行中</translation>
        </message>
        <message>
            <source>paused</source>
            <translation>已暂停</translation>
        </message>
        <message>
            <source>finished</source>
            <translation>已完成</translation>
        </message>
        <message>
            <source>stopped</source>
            <translation>已停止</translation>
        </message>
        <message>
            <source>failed</source>
            <translation>失败</translation>
        </message>
        <message>
            <source>handed over</source>
            <translation>已移交</translation>
        </message>
        <message>
            <source>interrupted</source>
            <translation>已中断</translation>
        </message>
        <message>
            <source>'{name}' trained a student of {size} on the text '{corpus}' without its teacher: a control, which shows what the teacher is worth.</source>
            <translation>“{name}”在文本“{corpus}”上训练了一个没有教师的学生（{size}）：这是对照，用来说明教师有多大作用。</translation>
        </message>
        <message>
            <source>'{name}' trained a student of {size} to predict the text '{corpus}' as its teacher '{teacher}' does (distillation).</source>
            <translation>“{name}”训练了一个学生（{size}），使它像教师“{teacher}”那样预测文本“{corpus}”（蒸馏）。</translation>
        </message>
        <message>
            <source>'{name}' went on training the model '{model}', of {size}, on examples (fine-tuning).</source>
            <translation>“{name}”用示例继续训练模型“{model}”（{size}）（微调）。</translation>
        </message>
        <message>
            <source>'{name}' is a run of another kind: {kind}.</source>
            <translation>“{name}”是另一类运行：{kind}。</translation>
        </message>
        <message>
            <source>unknown size</source>
            <translation>大小未知</translation>
        </message>
        <message>
            <source>{count:,} parameters</source>
            <translation>{count:,} 个参数</translation>
        </message>
        <message>
            <source>Status: {status}; {steps:,} steps, {tokens:,} tokens read, {time} of training.</source>
            <translation>状态：{status}；共 {steps:,} 步，读了 {tokens:,} 个词元，训练用时 {time}。</translation>
        </message>
        <message>
            <source>{where} It ended with: {reason}</source>
            <translation>{where} 结束时的说明：{reason}</translation>
        </message>
        <message>
            <source>{seconds:.1f} s</source>
            <translation>{seconds:.1f} 秒</translation>
        </message>
        <message>
            <source>{minutes} min</source>
            <translation>{minutes} 分钟</translation>
        </message>
        <message>
            <source>{hours} h {minutes} min</source>
            <translation>{hours} 小时 {minutes} 分钟</translation>
        </message>
        <message>
            <source>On text that it never learned from, its loss went from {first:.3f} to {best:.3f} nats per token (step {step:,}).</source>
            <translation>在从未用于学习的文本上，损失从每词元 {first:.3f} nat 变为 {best:.3f} nat（第 {step:,} 步）。</translation>
        </message>
        <message>
            <source>At its best it was as unsure as in a choice among {choices:,.1f} equally likely tokens (perplexity).</source>
            <translation>最好时，它的不确定程度相当于在 {choices:,.1f} 个同样可能的词元中选择（困惑度）。</translation>
        </message>
        <message>
            <source>Its best figure in bits per byte of text is {bits:.3f}.</source>
            <translation>每字节文本的比特数最低为 {bits:.3f}。</translation>
        </message>
        <message>
            <source>At its last evaluation the loss was {last:.3f}, above its best: what came after step {step:,} did not help.</source>
            <translation>最后一次评估时损失为 {last:.3f}，高于最佳值：第 {step:,} 步之后的训练没有帮助。</translation>
        </message>
        <message>
            <source>Counting n-grams reaches {ngram:.3f}: the model does better.</source>
            <translation>统计 n 元组可达 {ngram:.3f}：模型更好。</translation>
        </message>
        <message>
            <source>Counting n-grams reaches {ngram:.3f}: the model is no better than that.</source>
            <translation>统计 n 元组可达 {ngram:.3f}：模型并不比它好。</translation>
        </message>
        <message>
            <source>The teacher reaches {teacher:.3f} on this text; the student's best is {difference:.3f} above that.</source>
            <translation>教师在这段文本上达到 {teacher:.3f}；学生的最佳值比它高 {difference:.3f}。</translation>
        </message>
        <message>
            <source>The teacher reaches {teacher:.3f} on this text; the student's best is {difference:.3f} below that.</source>
            <translation>教师在这段文本上达到 {teacher:.3f}；学生的最佳值比它低 {difference:.3f}。</translation>
        </message>
        <message>
            <source>Resumed: {resumes} times. Warnings and errors in its log: {warnings}.</source>
            <translation>继续次数：{resumes}。日志中的警告和错误：{warnings}。</translation>
        </message>
        <message>
            <source>These runs were measured on different texts or tasks: their figures cannot be compared.</source>
            <translation>这些运行在不同的文本或任务上测量：其数值不可比较。</translation>
        </message>
        <message>
            <source>bits per byte</source>
            <translation>比特每字节</translation>
        </message>
        <message>
            <source>These runs cut the text into different tokens, and not all were measured in bits per byte: their figures cannot be compared.</source>
            <translation>这些运行把文本切分成不同的词元，且并非都以每字节比特数测量：其数值不可比较。</translation>
        </message>
        <message>
            <source>Of these runs '{name}' predicts unseen text best: {value:.3f} {unit}.</source>
            <translation>在这些运行中，“{name}”对未见过的文本预测得最好：{value:.3f}（{unit}）。</translation>
        </message>
        <message>
            <source>{told} They were not measured on equally long parts of that text ({lengths} tokens), so that small differences say little.</source>
            <translation>{told} 它们测量的文本长度不同（{lengths} 个词元），因此微小的差别说明不了什么。</translation>
        </message>
        <message>
            <source>Kind</source>
            <translation>类型</translation>
        </message>
        <message>
            <source>Status</source>
            <translation>状态</translation>
        </message>
        <message>
            <source>Training time</source>
            <translation>训练用时</translation>
        </message>
        <message>
            <source>{metric}, best</source>
            <translation>{metric}，最佳</translation>
        </message>
        <message>
            <source>Metric</source>
            <translation>指标</translation>
        </message>
        <message>
            <source>First</source>
            <translation>最初</translation>
        </message>
        <message>
            <source>Best</source>
            <translation>最佳</translation>
        </message>
        <message>
            <source>At step</source>
            <translation>所在步</translation>
        </message>
        <message>
            <source>Last</source>
            <translation>最后</translation>
        </message>
        <message>
            <source>Version of torch</source>
            <translation>torch 版本</translation>
        </message>
        <message>
            <source>the journal of '{run}' is damaged and does not tell its epoch at step {step}: the curves of the branch begin at epoch {epoch:g}, which may be too small</source>
            <translation>“{run}”的日志已损坏，无法得知第 {step} 步时的轮次：该分支的曲线从第 {epoch:g} 轮开始，可能偏小</translation>
        </message>
        <message>
            <source>the model is not compiled: that would take about {seconds:.0f} s, and then a step {compiled:.0f} ms instead of {plain:.0f} ms, which does not pay in this run</source>
            <translation>没有编译模型：编译约需 {seconds:.0f} 秒，之后一步 {compiled:.0f} 毫秒，不编译 {plain:.0f} 毫秒，在这次运行里不划算</translation>
        </message>
        <message>
            <source>'{corpus}' has {share:.1%} of the tokens</source>
            <translation>“{corpus}”占词元的 {share:.1%}</translation>
        </message>
        <message>
            <source>'{corpus}' has {share:.1%} of the tokens and is seen {times:.2f} times</source>
            <translation>“{corpus}”占词元的 {share:.1%}，被读 {times:.2f} 遍</translation>
        </message>
        <message>
            <source>compiling takes about {seconds:.0f} s here and makes no step faster: {compiled:.0f} ms instead of {plain:.0f} ms; switch it off</source>
            <translation>在这台机器上编译约需 {seconds:.0f} 秒，却没有让每一步更快：{compiled:.0f} 毫秒，不编译为 {plain:.0f} 毫秒；请关闭编译</translation>
        </message>
        <message>
            <source>compiling takes about {seconds:.0f} s here, and then a step {compiled:.0f} ms instead of {plain:.0f} ms: it pays after about {minutes:.1f} minutes</source>
            <translation>在这台机器上编译约需 {seconds:.0f} 秒，之后每一步需 {compiled:.0f} 毫秒，不编译为 {plain:.0f} 毫秒：约 {minutes:.1f} 分钟之后划算</translation>
        </message>
        <message>
            <source>{checkpoint} was named {count} times and weighs so many times as much as one that was named once</source>
            <translation>{checkpoint} 被写了 {count} 次，其权重是只写一次的检查点的 {count} 倍</translation>
        </message>
        <message>
            <source>{named} are one and the same checkpoint, so that there is nothing to average; name it once for a copy</source>
            <translation>{named} 是同一个检查点，没有可平均的；要得到一份副本，只写一次即可</translation>
        </message>
        <message>
            <source>'{model}' would be compared with itself and could not be worse; name another model</source>
            <translation>“{model}”会与自身比较，不可能更差；请指定另一个模型</translation>
        </message>
        <message>
            <source>this begins anew: nothing is kept of an attempt that ended before it was complete</source>
            <translation>重新开始：未完成就结束的尝试不保留任何内容</translation>
        </message>
        <message>
            <source>At the end the band lies between {low} and {high}.</source>
            <translation>末端的区间带位于 {low} 和 {high} 之间。</translation>
        </message>
        <message>
            <source>One of the processes ended without a word; torchrun starts all of them again, and they go on from the last checkpoint</source>
            <translation>其中一个进程突然结束；torchrun 会重新启动全部进程，从最后一个检查点继续</translation>
        </message>
        <message>
            <source>sequences of {asked} tokens are longer than the context of '{model}'; choose at most {context}</source>
            <translation>{asked} 个词元的序列比“{model}”的上下文长；最多选 {context}</translation>
        </message>
        <message>
            <source>'{model}' came without its masked-token head: it encodes text, and cannot learn to fill in masks; import a checkpoint that has the head</source>
            <translation>“{model}”没有掩码词元头：它只编码文本，学不了填补掩码；请导入带有该头的检查点</translation>
        </message>
        <message>
            <source>'{model}' cannot tell whether one sentence follows another; choose the objective masked tokens (mlm)</source>
            <translation>“{model}”不能判断一句话是否接在另一句之后；请选择目标 mlm（掩码词元）</translation>
        </message>
        <message>
            <source>Attention kernel</source>
            <translation>注意力内核</translation>
        </message>
        <message>
            <source>Compile</source>
            <translation>编译</translation>
        </message>
        <message>
            <source>Version of Python</source>
            <translation>Python 版本</translation>
        </message>
        <message>
            <source>System</source>
            <translation>系统</translation>
        </message>
        <message>
            <source>Run</source>
            <translation>运行</translation>
        </message>
        <message>
            <source>{metric} of {names}, at the steps that all of them have; {count} points at other steps are left out.</source>
            <translation>{names} 的{metric}，取它们共有的步；其他步上的 {count} 个点未计入。</translation>
        </message>
        <message>
            <source>{metric} of {names}.</source>
            <translation>{names} 的{metric}。</translation>
        </message>
        <message>
            <source>'{name}' went on training the model '{model}', of {size}, on the text '{corpus}' (continued pretraining).</source>
            <translation>“{name}”在文本“{corpus}”上继续训练了模型“{model}”（{size}），即继续预训练。</translation>
        </message>
        <message>
            <source>'{name}' trained a language model of {size} on the text '{corpus}'.</source>
            <translation>“{name}”在文本“{corpus}”上训练了一个语言模型（{size}）。</translation>
        </message>
        <message>
            <source>It is a branch: it went on from step {step:,} of '{parent}'; its steps, tokens and time are counted from the beginning of that run.</source>
            <translation>这是一个分支：它从“{parent}”的第 {step:,} 步继续；步数、词元数和时间都从那次运行的开头算起。</translation>
        </message>
        <message>
            <source>Its {missing}.</source>
            <translation>它的{missing}。</translation>
        </message>
        <message>
            <source>Time (UTC)</source>
            <translation>时间（UTC）</translation>
        </message>
        <message>
            <source>What happened</source>
            <translation>事件</translation>
        </message>
        <message>
            <source>Started</source>
            <translation>开始时间</translation>
        </message>
        <message>
            <source>Resumed from step {step:,}</source>
            <translation>从第 {step:,} 步继续</translation>
        </message>
        <message>
            <source>{size} processes train together, each with the whole model (DDP): {gigabytes:.2f} GB of weights, gradient and optimizer</source>
            <translation>{size} 个进程一起训练，各持有完整的模型（DDP）：权重、梯度和优化器共 {gigabytes:.2f} GB</translation>
        </message>
        <message>
            <source>{size} processes train together, each with a slice of the model (FSDP2): {gigabytes:.2f} GB of weights, gradient and optimizer</source>
            <translation>{size} 个进程一起训练，各持有模型的一个切片（FSDP2）：权重、梯度和优化器共 {gigabytes:.2f} GB</translation>
        </message>
        <message>
            <source>figures by layer, histograms and the gradient norm of each loss term need whole gradients, and are not measured of slices</source>
            <translation>各层的数值、直方图和各损失项的梯度范数需要完整的梯度，使用切片时不测量</translation>
        </message>
        <message>
            <source>Checkpoints</source>
            <translation>检查点</translation>
        </message>
        <message>
            <source>NAME[@best|@last|@STEP], each once or more often to weigh it more. One is taken over as it is; of several with the same architecture and tokenizer the weights are averaged.</source>
            <translation>NAME[@best|@last|@STEP]，每个写一次，写多次则权重更大。只有一个时原样采用；架构和分词器相同的多个则平均其权重。</translation>
        </message>
        <message>
            <source>The validation loss on this text is measured and kept with the model; empty measures nothing.</source>
            <translation>在这份文本上测量验证损失，并与模型一起保存；留空则不测量。</translation>
        </message>
        <message>
            <source>No worse than</source>
            <translation>不差于</translation>
        </message>
        <message>
            <source>Only made if its validation loss on the corpus is at most that of this model.</source>
            <translation>只有当它在语料上的验证损失不高于这个模型时才建立。</translation>
        </message>
        <message>
            <source>Because</source>
            <translation>理由</translation>
        </message>
        <message>
            <source>What was compared before it was made; the log of its run tells it.</source>
            <translation>产生之前比较了什么；其运行的日志会说明。</translation>
        </message>
        <message>
            <source>Validation tokens that are scored; 0 means all of them.</source>
            <translation>参与评分的验证词元数；0 表示全部。</translation>
        </message>
        <message>
            <source>whether it is no worse is measured on a corpus; name one</source>
            <translation>是否不差要在语料上测量；请指定一份语料</translation>
        </message>
        <message>
            <source>a BERT fills in [MASK], which the probe prompt '{prompt}' does not hold</source>
            <translation>BERT 填写 [MASK]，而探针提示词“{prompt}”中没有</translation>
        </message>
        <message>
            <source>a BERT does not predict the next token, so that probe sentences have no loss; leave them empty, and give probe prompts with [MASK]</source>
            <translation>BERT 不预测下一个词元，因此探针句子没有损失；请留空，并给出带 [MASK] 的探针提示词</translation>
        </message>
        <message>
            <source>for this, only the first {read:,} of {all:,} training tokens were read</source>
            <translation>为此只读了训练文本 {all:,} 个词元中的前 {read:,} 个</translation>
        </message>
        <message>
            <source>process {rank} does not find {folder}; the project must lie in a folder that all machines share, under the same path</source>
            <translation>进程 {rank} 找不到 {folder}；项目必须位于所有机器以相同路径共享的文件夹中</translation>
        </message>
        <message>
            <source>in a condition both numbers may be right</source>
            <translation>条件句中单复数都可能正确</translation>
        </message>
        <message>
            <source>no pronoun, nor a known noun at the beginning, stands before the verb</source>
            <translation>动词前既没有代词，句首也没有已知的名词</translation>
        </message>
        <message>
            <source>the word behind is no noun that the text has in both numbers</source>
            <translation>后面的词不是文本中单复数都出现的名词</translation>
        </message>
        <message>
            <source>the next letter does not tell how the word sounds</source>
            <translation>后一个字母不能说明单词的读音</translation>
        </message>
        <message>
            <source>the same as a pair before</source>
            <translation>与前面的一对相同</translation>
        </message>
        <message>
            <source>the text has no other name</source>
            <translation>文本中没有其他名字</translation>
        </message>
        <message>
            <source>no name comes again in the document</source>
            <translation>文档中没有再次出现的名字</translation>
        </message>
        <message>
            <source>fewer than {least} or more than {most} words</source>
            <translation>少于 {least} 个或多于 {most} 个词</translation>
        </message>
        <message>
            <source>no article or possessive inside it before a word</source>
            <translation>句中没有单词前的冠词或物主词</translation>
        </message>
        <message>
            <source>none of the frequent Chinese words that have one order only</source>
            <translation>没有只有一种字序的常用汉语词</translation>
        </message>
        <message>
            <source>not one pair of signs that is opened and closed within the sentence</source>
            <translation>句中的符号不是恰好一对、有开有闭</translation>
        </message>
        <message>
            <source>more than one kind of signs</source>
            <translation>不止一种符号</translation>
        </message>
        <message>
            <source>Best step</source>
            <translation>最佳步</translation>
        </message>
        <message>
            <source>Evaluations</source>
            <translation>评估</translation>
        </message>
        <message>
            <source>Resumes</source>
            <translation>继续训练</translation>
        </message>
        <message>
            <source>Branches</source>
            <translation>分支</translation>
        </message>
        <message>
            <source>Changes of the learning rate</source>
            <translation>学习率变化</translation>
        </message>
        <message>
            <source>Alerts</source>
            <translation>警报</translation>
        </message>
        <message>
            <source>branched from '{run}'</source>
            <translation>从“{run}”分支</translation>
        </message>
        <message>
            <source>checkpoint</source>
            <translation>检查点</translation>
        </message>
        <message>
            <source>lowest validation loss: {value}</source>
            <translation>最低验证损失：{value}</translation>
        </message>
        <message>
            <source>evaluation</source>
            <translation>评估</translation>
        </message>
        <message>
            <source>learning rate {a} → {b}</source>
            <translation>学习率 {a} → {b}</translation>
        </message>
        <message>
            <source>learning rate rises from {rate}</source>
            <translation>学习率从 {rate} 开始上升</translation>
        </message>
        <message>
            <source>learning rate falls from {rate}</source>
            <translation>学习率从 {rate} 开始下降</translation>
        </message>
        <message>
            <source>learning rate stays at {rate}</source>
            <translation>学习率保持在 {rate}</translation>
        </message>
        <message>
            <source>mean ± standard deviation</source>
            <translation>均值 ± 标准差</translation>
        </message>
        <message>
            <source>mean, lowest and highest</source>
            <translation>均值与最低、最高值</translation>
        </message>
        <message>
            <source>mean ± 95 % interval (Student's t)</source>
            <translation>均值 ± 95 % 置信区间（t 分布）</translation>
        </message>
        <message>
            <source>these runs have no step in common</source>
            <translation>这些运行没有共同的步</translation>
        </message>
        <message>
            <source>{run} until step {step}</source>
            <translation>{run}，到第 {step} 步为止</translation>
        </message>
        <message>
            <source>'{formula}' names no curve</source>
            <translation>“{formula}”中没有任何曲线</translation>
        </message>
        <message>
            <source>'{formula}' is no finite number, so that '{text}' would never or always hold; write a number of at most 1e308, or 'loss not finite'</source>
            <translation>“{formula}”不是有限的数，因此“{text}”永远不成立或总是成立；请写不超过 1e308 的数，或“loss not finite”</translation>
        </message>
        <message>
            <source>a formula has at most {most} characters</source>
            <translation>公式最多 {most} 个字符</translation>
        </message>
        <message>
            <source>'{formula}' is no formula; write 'a - b', say</source>
            <translation>“{formula}”不是公式；请写成例如 'a - b' 的形式</translation>
        </message>
        <message>
            <source>'{part}' has no meaning in a formula; there are numbers, metrics, + - * / ** and {names}</source>
            <translation>公式中不能使用“{part}”；可用的有数字、指标、+ - * / ** 以及 {names}</translation>
        </message>
        <message>
            <source>{names} have no step in common</source>
            <translation>{names} 没有共同的步</translation>
        </message>
        <message>
            <source>there are {count} points, and a curve to read has at least {fewest}; test more steps, or begin with a lower learning rate</source>
            <translation>只有 {count} 个点，而曲线至少要有 {fewest} 个点才能读；请测试更多步数，或从更低的学习率开始</translation>
        </message>
        <message>
            <source>the loss was still falling at the highest learning rate of the test, {rate:.2g}; test up to a higher one</source>
            <translation>到测试的最高学习率 {rate:.2g} 时损失仍在下降；请测试到更高的学习率</translation>
        </message>
        <message>
            <source>the loss is lowest within the first {count} steps, over which it is smoothed; begin with a lower learning rate, or smooth less</source>
            <translation>损失在最初 {count} 步内就已最低，而平滑需要这么多步；请从更低的学习率开始，或减小平滑</translation>
        </message>
        <message>
            <source>the loss did not fall at any learning rate of the test</source>
            <translation>在测试的任何学习率下，损失都没有下降</translation>
        </message>
        <message>
            <source>the loss fell by {fall:.3g}, no more than it varies by chance ({error:.3g}); take larger batches, or test more steps</source>
            <translation>损失下降了 {fall:.3g}，没有超过它的随机波动（{error:.3g}）；请使用更大的批，或测试更多步数</translation>
        </message>
        <message>
            <source>Saving the encoded text</source>
            <translation>正在保存编码后的文本</translation>
        </message>
        <message>
            <source>the loss of this run has no parts; a distillation's has</source>
            <translation>这个运行的损失没有组成部分；蒸馏的损失才有</translation>
        </message>
        <message>
            <source>α by confidence weighs each token by itself: the parts cannot be stacked</source>
            <translation>α 按置信度变化时每个词元的权重各不相同，各部分无法堆叠</translation>
        </message>
        <message>
            <source>Average of checkpoints</source>
            <translation>检查点平均</translation>
        </message>
        <message>
            <source>A mixture: each is read beside the first in the share of its weight, and has a validation curve of its own.</source>
            <translation>混合：每个语料都按其权重的份额与第一个语料一起读入，并有自己的验证曲线。</translation>
        </message>
        <message>
            <source>texts that the student writes are of many lengths, and compiling is for one: switch Compile off (runtime.compile), or leave the share of its own texts at 0</source>
            <translation>学生自己写的文本长短不一，而编译只适用于一种长度：请关闭编译（runtime.compile），或把自写文本的比例保持为 0</translation>
        </message>
        <message>
            <source>a cache holds the teacher's predictions for one corpus; leave the cache empty, or let the student read that corpus alone</source>
            <translation>缓存只存有教师对一个语料的预测；请把缓存留空，或让学生只读那个语料</translation>
        </message>
        <message>
            <source>Every token equally likely</source>
            <translation>所有词元同样可能</translation>
        </message>
        <message>
            <source>'{value}' is not known here; choose one of {known}</source>
            <translation>这里不认识“{value}”；请从 {known} 中选一个</translation>
        </message>
        <message>
            <source>integrated gradients take from {fewest} to {most} steps, not {steps}</source>
            <translation>积分梯度需要 {fewest} 到 {most} 步，不能是 {steps} 步</translation>
        </message>
        <message>
            <source>nothing is compared; choose one of {names}</source>
            <translation>没有要比较的内容；请从 {names} 中选择</translation>
        </message>
        <message>
            <source>'{name}' is nothing that models are compared on; choose from {names}</source>
            <translation>模型不按“{name}”比较；请从 {names} 中选择</translation>
        </message>
        <message>
            <source>the validation text and minimal pairs are of a corpus; name one</source>
            <translation>验证文本和最小对立对来自语料；请指定一份语料</translation>
        </message>
        <message>
            <source>there are no probe sentences to compare on; write one, or several</source>
            <translation>没有可比较的探针句子；请写一个或几个</translation>
        </message>
        <message>
            <source>validation text (bits per byte)</source>
            <translation>验证文本（每字节比特数）</translation>
        </message>
        <message>
            <source>minimal pairs that are right (share)</source>
            <translation>判断正确的最小对立对（比例）</translation>
        </message>
        <message>
            <source>probe sentences (bits per byte)</source>
            <translation>探针句子（每字节比特数）</translation>
        </message>
        <message>
            <source>{candidate} is not worse than {best}: {figures}</source>
            <translation>{candidate} 不差于 {best}：{figures}</translation>
        </message>
        <message>
            <source>{candidate} is worse than {best}, so that no model is made: {figures}</source>
            <translation>{candidate} 差于 {best}，因此不产生模型：{figures}</translation>
        </message>
        <message>
            <source>{first}; {rest}</source>
            <translation>{first}；{rest}</translation>
        </message>
        <message>
            <source>{measure} {candidate:.4f} against {best:.4f}</source>
            <translation>{measure} {candidate:.4f}，对方 {best:.4f}</translation>
        </message>
        <message>
            <source>'{student}' has no piece '{piece}' in its vocabulary; choose one that both have</source>
            <translation>“{student}”的词表中没有子词“{piece}”；请选择两者都有的子词</translation>
        </message>
        <message>
            <source>of the pieces {count} are in both models, and a map needs {least}; name others</source>
            <translation>这些子词中有 {count} 个两个模型都有，而绘图至少需要 {least} 个；请换一些</translation>
        </message>
        <message>
            <source>the embeddings of '{model}' are all alike, so that nothing can be aligned</source>
            <translation>“{model}”的嵌入全都相同，无法对齐</translation>
        </message>
        <message>
            <source>there is no piece {id}; the vocabulary has {size}, counted from 0</source>
            <translation>没有编号为 {id} 的子词；词表共有 {size} 个，从 0 开始编号</translation>
        </message>
        <message>
            <source>no piece was named; write one, such as a short word</source>
            <translation>没有给出子词；请写一个，例如一个短词</translation>
        </message>
        <message>
            <source>'{piece}' is no piece of the vocabulary: it is read as {read}; choose one of these</source>
            <translation>“{piece}”不是词表中的子词：它被读作 {read}；请选择其中之一</translation>
        </message>
        <message>
            <source>'{piece}' is no piece of the vocabulary: it is read as {read}; spelled nearly so are {near}</source>
            <translation>“{piece}”不是词表中的子词：它被读作 {read}；写法相近的有 {near}</translation>
        </message>
        <message>
            <source>a map shows named pieces or those of a text; name one of the two</source>
            <translation>一张图显示指定的子词，或一段文本的子词；请只给出其中之一</translation>
        </message>
        <message>
            <source>the tokenizer finds no piece in this text; write words of its language</source>
            <translation>分词器在这段文本里找不到任何子词；请用它所懂的语言书写</translation>
        </message>
        <message>
            <source>the embedding of '{piece}' in '{model}' has no direction: it is all zeros, or not finite; choose another piece</source>
            <translation>“{model}”中“{piece}”的嵌入没有方向：全为零，或不是有限值；请选择另一个子词</translation>
        </message>
        <message>
            <source>embeddings of '{model}' are not finite; choose another checkpoint</source>
            <translation>“{model}”的嵌入不是有限值；请选择另一个检查点</translation>
        </message>
        <message>
            <source>a map needs {least} pieces that occur in text, and there are {count}; name pieces instead</source>
            <translation>绘图至少需要 {least} 个在文本中出现过的子词，而这里有 {count} 个；请直接给出子词</translation>
        </message>
        <message>
            <source>the model predicts no tokens, so that it has no output matrix; choose input</source>
            <translation>这个模型不预测词元，因此没有输出矩阵；请选择输入</translation>
        </message>
        <message>
            <source>'{matrix}' is no matrix of embeddings; there are {known}</source>
            <translation>“{matrix}”不是嵌入矩阵；可选 {known}</translation>
        </message>
        <message>
            <source>'{projection}' is no projection; there are {known}</source>
            <translation>“{projection}”不是投影方法；可用的有 {known}</translation>
        </message>
        <message>
            <source>UMAP needs the package umap-learn; install it with: pip install 'distill-workbench[umap]', or choose PCA</source>
            <translation>UMAP 需要软件包 umap-learn；请用此命令安装：pip install 'distill-workbench[umap]'，或选择 PCA</translation>
        </message>
        <message>
            <source>UMAP needs {least} pieces and there are {count}; choose more, or PCA</source>
            <translation>UMAP 需要 {least} 个子词，现有 {count} 个；请多选一些，或选择 PCA</translation>
        </message>
        <message>
            <source>UMAP ended unexpectedly: {reason}; choose PCA</source>
            <translation>UMAP 意外结束：{reason}；请选择 PCA</translation>
        </message>
        <message>
            <source>How widely the head looks: the entropy of a row in nats, averaged over the queries</source>
            <translation>头看得有多散：每一行的熵（nat），对查询取平均</translation>
        </message>
        <message>
            <source>Normalised entropy</source>
            <translation>归一化熵</translation>
        </message>
        <message>
            <source>The entropy divided by the largest one that the row could have, the log of the number of keys that it may see; rows that see one key alone are left out</source>
            <translation>熵除以这一行可能的最大值，即可见键数的对数；只看得到一个键的行不计</translation>
        </message>
        <message>
            <source>Distance</source>
            <translation>距离</translation>
        </message>
        <message>
            <source>How far away the keys are on average, weighted by the attention, in tokens</source>
            <translation>键平均离得多远，按注意力加权，以词元计</translation>
        </message>
        <message>
            <source>Self</source>
            <translation>看自己</translation>
        </message>
        <message>
            <source>Attention of a token on itself</source>
            <translation>词元对自身的注意力</translation>
        </message>
        <message>
            <source>Previous token</source>
            <translation>前一个词元</translation>
        </message>
        <message>
            <source>Attention on the token before the query, over the queries that have one: the previous-token score</source>
            <translation>对查询前一个词元的注意力，只计有前一个词元的查询：即前词元得分</translation>
        </message>
        <message>
            <source>Following token</source>
            <translation>后一个词元</translation>
        </message>
        <message>
            <source>Attention on the token behind the query, over the queries that have one</source>
            <translation>对查询后一个词元的注意力，只计有后一个词元的查询</translation>
        </message>
        <message>
            <source>First token</source>
            <translation>首个词元</translation>
        </message>
        <message>
            <source>Attention on the first token of the passage, where idle heads look</source>
            <translation>对段落首个词元的注意力，没事可做的头常看那里</translation>
        </message>
        <message>
            <source>Special tokens</source>
            <translation>特殊词元</translation>
        </message>
        <message>
            <source>Attention on special tokens, such as [CLS], [SEP], &lt;s&gt;, in passages that have some</source>
            <translation>对特殊词元（如 [CLS]、[SEP]、&lt;s&gt;）的注意力，只计含有它们的段落</translation>
        </message>
        <message>
            <source>Duplicate token</source>
            <translation>重复词元</translation>
        </message>
        <message>
            <source>Attention on other places of the query's own token, over the queries that have some: the duplicate-token score</source>
            <translation>对查询词元自身其他出现处的注意力，只计有其他出现处的查询：即重复词元得分</translation>
        </message>
        <message>
            <source>Induction</source>
            <translation>归纳</translation>
        </message>
        <message>
            <source>On random tokens repeated twice: attention of the second half on the token behind the query's first occurrence (Olsson et al. 2022)</source>
            <translation>在重复两遍的随机词元上：后一半对查询首次出现之后那个词元的注意力（Olsson 等，2022）</translation>
        </message>
        <message>
            <source>Copying</source>
            <translation>复制</translation>
        </message>
        <message>
            <source>The OV circuit from token embeddings to logits: the sum of its eigenvalues' real parts by the sum of their sizes, from −1 to 1 (Elhage et al. 2021); above 0, what the head looks at becomes likelier</source>
            <translation>从词元嵌入到 logits 的 OV 回路：特征值实部之和除以其模之和，从 −1 到 1（Elhage 等，2021）；大于 0 时，头所看的词元变得更可能</translation>
        </message>
        <message>
            <source>Ablation</source>
            <translation>消融</translation>
        </message>
        <message>
            <source>The loss with the head's output set to zero, minus the loss, in nats per token</source>
            <translation>把头的输出置零后的损失减去原来的损失，nat/词元</translation>
        </message>
        <message>
            <source>Jensen-Shannon divergence from the matched head of the teacher, in nats, at most 0.693</source>
            <translation>与教师匹配的头之间的 Jensen-Shannon 散度，以 nat 计，最大 0.693</translation>
        </message>
        <message>
            <source>induction head</source>
            <translation>归纳头</translation>
        </message>
        <message>
            <source>following-token head</source>
            <translation>后词元头</translation>
        </message>
        <message>
            <source>duplicate-token head</source>
            <translation>重复词元头</translation>
        </message>
        <message>
            <source>current-token head</source>
            <translation>当前词元头</translation>
        </message>
        <message>
            <source>copying head</source>
            <translation>复制头</translation>
        </message>
        <message>
            <source>'{name}' is no measure of heads that is asked for; there are {known}</source>
            <translation>“{name}”不是可选的注意力头指标；可选的有 {known}</translation>
        </message>
        <message>
            <source>there is no {part} {number}; they go from 0 to {last} here</source>
            <translation>没有{part} {number}；这里的编号从 0 到 {last}</translation>
        </message>
        <message>
            <source>Layer</source>
            <translation>层</translation>
        </message>
        <message>
            <source>The layer, counted from 0.</source>
            <translation>层，从 0 数起。</translation>
        </message>
        <message>
            <source>Scale</source>
            <translation>缩放</translation>
        </message>
        <message>
            <source>What the output is multiplied by: 0 switches it off, 1 changes nothing.</source>
            <translation>输出乘以多少：0 表示关闭，1 表示不变。</translation>
        </message>
        <message>
            <source>head</source>
            <translation>头</translation>
        </message>
        <message>
            <source>Intervention</source>
            <translation>干预</translation>
        </message>
        <message>
            <source>Head scales the output of one attention head.</source>
            <translation>head 缩放一个注意力头的输出。</translation>
        </message>
        <message>
            <source>Head</source>
            <translation>头</translation>
        </message>
        <message>
            <source>The head, counted from 0.</source>
            <translation>头，从 0 数起。</translation>
        </message>
        <message>
            <source>Attention scales what all heads of a layer add to the residual stream.</source>
            <translation>attention 缩放一层所有注意力头加到残差流上的量。</translation>
        </message>
        <message>
            <source>feed-forward</source>
            <translation>前馈</translation>
        </message>
        <message>
            <source>Feed-forward scales what this part of a layer adds to the residual stream.</source>
            <translation>feed_forward 缩放一层的前馈部分加到残差流上的量。</translation>
        </message>
        <message>
            <source>layer</source>
            <translation>层</translation>
        </message>
        <message>
            <source>Layer scales what attention and feed-forward of a layer add to the residual stream.</source>
            <translation>layer 缩放一层的注意力和前馈加到残差流上的量。</translation>
        </message>
        <message>
            <source>neuron</source>
            <translation>神经元</translation>
        </message>
        <message>
            <source>Neuron scales one activation of a feed-forward part.</source>
            <translation>neuron 缩放前馈部分的一个激活值。</translation>
        </message>
        <message>
            <source>Neuron</source>
            <translation>神经元</translation>
        </message>
        <message>
            <source>The neuron, counted from 0.</source>
            <translation>神经元，从 0 数起。</translation>
        </message>
        <message>
            <source>steer</source>
            <translation>引导</translation>
        </message>
        <message>
            <source>Steer adds the difference between the residual streams of two texts.</source>
            <translation>steer 加上两段文本的残差流之差。</translation>
        </message>
        <message>
            <source>The layer, counted from 0, that reads the changed residual stream.</source>
            <translation>读取被改变的残差流的层，从 0 数起。</translation>
        </message>
        <message>
            <source>Toward</source>
            <translation>朝向</translation>
        </message>
        <message>
            <source>The text that the direction leads to.</source>
            <translation>该方向所指向的文本。</translation>
        </message>
        <message>
            <source>Away from</source>
            <translation>远离</translation>
        </message>
        <message>
            <source>The text that it leads away from.</source>
            <translation>该方向所远离的文本。</translation>
        </message>
        <message>
            <source>Strength</source>
            <translation>强度</translation>
        </message>
        <message>
            <source>What the difference is multiplied by before it is added.</source>
            <translation>相加之前，差值乘以多少。</translation>
        </message>
        <message>
            <source>Taken at</source>
            <translation>取自</translation>
        </message>
        <message>
            <source>Where the streams of the two texts are compared: at the last token of each, or as the mean over its tokens.</source>
            <translation>两段文本的残差流在哪里比较：各自的最后一个词元，或各自词元的平均。</translation>
        </message>
        <message>
            <source>there is no intervention; name at least one, such as head(layer=0,head=1)</source>
            <translation>没有干预；请至少写一个，例如 head(layer=0,head=1)</translation>
        </message>
        <message>
            <source>an intervention is needed, such as ScaledHead(layer=0, head=1) or its text, not a value of type {given}</source>
            <translation>需要一个干预，例如 ScaledHead(layer=0, head=1) 或它的文本，而不是 {given} 类型的值</translation>
        </message>
        <message>
            <source>'{text}' is not an intervention; write head(layer=0,head=1), or steer(layer=2,toward="joy",away="grief")</source>
            <translation>“{text}”不是干预；请写 head(layer=0,head=1)，或 steer(layer=2,toward="joy",away="grief")</translation>
        </message>
        <message>
            <source>'{name}' is not an intervention; did you mean '{near}'?</source>
            <translation>“{name}”不是干预；是不是“{near}”？</translation>
        </message>
        <message>
            <source>'{name}' is not an intervention; there are {known}</source>
            <translation>“{name}”不是干预；可用的有 {known}</translation>
        </message>
        <message>
            <source>a text to steer by has no tokens; write at least one word</source>
            <translation>用来引导的文本没有词元；请至少写一个词</translation>
        </message>
        <message>
            <source>a text to steer by has {count} tokens, and this model reads at most {context}; shorten it</source>
            <translation>用来引导的文本有 {count} 个词元，而这个模型最多读 {context} 个；请缩短它</translation>
        </message>
        <message>
            <source>the loss is −log P of the class that the unchanged model finds likeliest, in nats a text</source>
            <translation>损失是未改动的模型认为最可能的类别的 −log P，单位 nat/文本</translation>
        </message>
        <message>
            <source>the loss is that of masked tokens: {share:.0%} of each passage, drawn with seed {seed}</source>
            <translation>损失取自被掩码的词元：每个片段的 {share:.0%}，以种子 {seed} 抽取</translation>
        </message>
        <message>
            <source>the loss is that of masked tokens: in at most {count} maskings each token of the text is masked once, drawn with seed {seed}</source>
            <translation>损失取自被掩码的词元：至多 {count} 次掩码，文本的每个词元各被掩码一次，以种子 {seed} 抽取</translation>
        </message>
        <message>
            <source>both runs give the two tokens the same logit difference ({difference}), so that there is nothing to recover; choose other tokens, or another text</source>
            <translation>两次运行中这两个词元的 logit 之差相同（{difference}），没有可恢复的；请选择其他词元或其他文本</translation>
        </message>
        <message>
            <source>several heads are given by themselves; leave the layer and the head out</source>
            <translation>几个头要单独给出；请不要再指定层和头</translation>
        </message>
        <message>
            <source>several heads are shown as their mean or maximum; choose one of the two</source>
            <translation>几个头只能显示为平均或最大值；请选择其中之一</translation>
        </message>
        <message>
            <source>there is no translation into '{language}'; choose one of {languages}</source>
            <translation>没有“{language}”的翻译；请选择 {languages} 之一</translation>
        </message>
        <message>
            <source>Validation loss by corpus (nats per token)</source>
            <translation>各语料的验证损失（每词元 nat 数）</translation>
        </message>
        <message>
            <source>Use of the machine</source>
            <translation>机器使用率</translation>
        </message>
        <message>
            <source>Memory (GB)</source>
            <translation>内存（GB）</translation>
        </message>
        <message>
            <source>Gradient norm by layer</source>
            <translation>各层梯度范数</translation>
        </message>
        <message>
            <source>Update-to-weight ratio by layer</source>
            <translation>各层更新与权重之比</translation>
        </message>
        <message>
            <source>GB</source>
            <translation>GB</translation>
        </message>
        <message>
            <source>Model FLOPs utilization (MFU)</source>
            <translation>模型 FLOPs 利用率（MFU）</translation>
        </message>
        <message>
            <source>MFU</source>
            <translation>MFU</translation>
        </message>
        <message>
            <source>The FLOPs of training a second, as a share of what matrix products reach here in the run's precision, measured as the run began</source>
            <translation>训练每秒的 FLOPs，占本机以该运行的精度做矩阵乘法所能达到的速度的比例；后者在运行开始时测得</translation>
        </message>
        <message>
            <source>Use of the processor by the run</source>
            <translation>本运行的处理器使用率</translation>
        </message>
        <message>
            <source>Processor, this run</source>
            <translation>处理器，本运行</translation>
        </message>
        <message>
            <source>Of all cores that the run may use</source>
            <translation>占本运行可用的全部核心</translation>
        </message>
        <message>
            <source>Use of the processor by all programs</source>
            <translation>所有程序的处理器使用率</translation>
        </message>
        <message>
            <source>Processor, all programs</source>
            <translation>处理器，所有程序</translation>
        </message>
        <message>
            <source>Memory of the run's process</source>
            <translation>本运行进程的内存</translation>
        </message>
        <message>
            <source>Memory of the graphics card that the run holds</source>
            <translation>本运行占用的显存</translation>
        </message>
        <message>
            <source>Graphics memory</source>
            <translation>显存</translation>
        </message>
        <message>
            <source>Speed of training</source>
            <translation>训练速度</translation>
        </message>
        <message>
            <source>TFLOP/s</source>
            <translation>TFLOP/s</translation>
        </message>
        <message>
            <source>FLOPs so far</source>
            <translation>已用 FLOPs</translation>
        </message>
        <message>
            <source>FLOPs</source>
            <translation>FLOPs</translation>
        </message>
        <message>
            <source>Of the model's training and its teachers' forward passes, by their shapes</source>
            <translation>模型训练与教师前向计算之和，按它们的结构算出</translation>
        </message>
        <message>
            <source>Time left (ETA)</source>
            <translation>剩余时间（ETA）</translation>
        </message>
        <message>
            <source>Time left</source>
            <translation>剩余时间</translation>
        </message>
        <message>
            <source>What the remaining steps take at the pace so far, evaluations included</source>
            <translation>按目前速度完成剩余步数所需的时间，包括评估</translation>
        </message>
        <message>
            <source>Update-to-weight ratio</source>
            <translation>更新与权重之比</translation>
        </message>
        <message>
            <source>above the blocks</source>
            <translation>各块之上</translation>
        </message>
        <message>
            <source>beside the model</source>
            <translation>模型之外</translation>
        </message>
        <message>
            <source>layer {number}</source>
            <translation>第 {number} 层</translation>
        </message>
        <message>
            <source>{name} (ECE {error:.4f})</source>
            <translation>{name}（ECE {error:.4f}）</translation>
        </message>
        <message>
            <source>Differences of models</source>
            <translation>模型之间的差异</translation>
        </message>
        <message>
            <source>The first model's loss less the second's, on the same tokens (nats per token), with the 95 % interval over documents (paired bootstrap, 1,000 draws; over blocks of 256 tokens for masked ones). It tells of other texts of this kind, not of other seeds; of twenty pairs without a difference about one will seem to have one.</source>
            <translation>第一个模型的损失减去第二个模型的损失，在相同词元上（每词元 nat 数），附按文档的 95 % 区间（配对自助法，抽样 1,000 次；掩码模型按 256 个词元的块）。它说明同类的其他文本会怎样，而不是其他种子会怎样；二十对没有差异的模型中约有一对会看似有差异。</translation>
        </message>
        <message>
            <source>Beside</source>
            <translation>对比</translation>
        </message>
        <message>
            <source>Difference of the loss</source>
            <translation>损失之差</translation>
        </message>
        <message>
            <source>Documents in which it is better</source>
            <translation>它更好的文档数</translation>
        </message>
        <message>
            <source>Better</source>
            <translation>更好者</translation>
        </message>
        <message>
            <source>not sure</source>
            <translation>不确定</translation>
        </message>
        <message>
            <source>For each range of the likeliest token's probability, of 15 equally wide ones: its mean → how often that token was right (of so many tokens). A calibrated model has equal figures; the expected calibration error (ECE) is their mean distance, weighted by tokens.</source>
            <translation>最可能词元的概率分为 15 个等宽区间，每个区间：平均概率 → 该词元正确的频率（词元数）。校准良好的模型两者相等；期望校准误差（ECE）是按词元数加权的平均距离。</translation>
        </message>
        <message>
            <source>what {models} learnt from is not known here, so that copies of the scored text in it are not counted</source>
            <translation>这里不知道{models}学习过什么，因此没有统计其中与评分文本重复的内容</translation>
        </message>
        <message>
            <source>{models} learnt from '{corpus}', which was not looked through for copies of the scored text</source>
            <translation>{models}学习的是“{corpus}”，没有在其中查找评分文本的副本</translation>
        </message>
        <message>
            <source>{model}: {parameters:,} parameters, loss {loss:.4f}</source>
            <translation>{model}：{parameters:,} 个参数，损失 {loss:.4f}</translation>
        </message>
        <message>
            <source>Contents</source>
            <translation>目录</translation>
        </message>
        <message>
            <source>the files for TensorBoard end here: {reason}; the run itself goes on</source>
            <translation>TensorBoard 文件到此为止：{reason}；运行本身继续</translation>
        </message>
        <message>
            <source>{points} points no longer count: after a restart their steps were measured again (restarts: {count})</source>
            <translation>{points} 个点不再计入：重新开始后这些步又测量了一遍（重新开始：{count} 次）</translation>
        </message>
        <message>
            <source>{count} points were measured again at the same step; the last of each counts</source>
            <translation>{count} 个点在同一步重复测量；以每步最后一个为准</translation>
        </message>
        <message>
            <source>{count} points were written behind one of a later step; they are put in order</source>
            <translation>{count} 个点写在更晚一步的点之后；已按步数排好</translation>
        </message>
        <message>
            <source>{path} has no column with a metric</source>
            <translation>{path} 没有任何指标列</translation>
        </message>
        <message>
            <source>{path} tells no step: its epochs are taken for steps</source>
            <translation>{path} 没有步数：把轮数当作步数</translation>
        </message>
        <message>
            <source>no column of {path} tells the step; call one of them step (it has: {names})</source>
            <translation>{path} 没有一列给出步数；请把其中一列命名为 step（现有：{names}）</translation>
        </message>
        <message>
            <source>{count} columns of {path} are left out: {names}</source>
            <translation>{path} 中有 {count} 列未取用：{names}</translation>
        </message>
        <message>
            <source>{count} rows of {path} are left out, as their step cannot be read: the first is line {line}</source>
            <translation>{path} 中有 {count} 行因步数无法读取而未取用：第一处在第 {line} 行</translation>
        </message>
        <message>
            <source>cells of {path} that hold no number are left out: {columns}</source>
            <translation>{path} 中不是数的单元格未取用：{columns}</translation>
        </message>
        <message>
            <source>{path} is no CSV: {reason}</source>
            <translation>{path} 不是 CSV：{reason}</translation>
        </message>
        <message>
            <source>{path} holds no run that can be read: {why}</source>
            <translation>{path} 中没有可以读取的运行：{why}</translation>
        </message>
        <message>
            <source>{path} holds neither event files of TensorBoard (with {mark} in their names) nor .csv</source>
            <translation>{path} 中既没有 TensorBoard 的事件文件（名称含 {mark}），也没有 .csv</translation>
        </message>
        <message>
            <source>{path} is passed over: {reason}</source>
            <translation>{path} 被略过：{reason}</translation>
        </message>
        <message>
            <source>{path} is passed over: it is packed; unpack it first</source>
            <translation>{path} 被略过：它是压缩的；请先解压</translation>
        </message>
        <message>
            <source>{path} is passed over: it is empty</source>
            <translation>{path} 被略过：它是空的</translation>
        </message>
        <message>
            <source>{path} is packed; unpack it first</source>
            <translation>{path} 是压缩的；请先解压</translation>
        </message>
        <message>
            <source>{path} is empty</source>
            <translation>{path} 是空的</translation>
        </message>
        <message>
            <source>{path} is neither an event file of TensorBoard (with {mark} in its name) nor a .csv</source>
            <translation>{path} 既不是 TensorBoard 的事件文件（名称含 {mark}），也不是 .csv</translation>
        </message>
        <message>
            <source>{path} has more than {most:,} folders below it; choose the one with the runs</source>
            <translation>{path} 下有超过 {most:,} 个文件夹；请选择含有运行的那一个</translation>
        </message>
        <message>
            <source>{count} links to folders in {path} are not followed</source>
            <translation>{path} 中有 {count} 个指向文件夹的链接没有跟随</translation>
        </message>
        <message>
            <source>{path} is passed over: no scalar can be read from its event files</source>
            <translation>{path} 被略过：从它的事件文件中读不出任何标量</translation>
        </message>
        <message>
            <source>{count} CSV files in {path} are left out: the event files beside them tell its run</source>
            <translation>{path} 中有 {count} 个 CSV 文件未取用：旁边的事件文件已给出这次运行</translation>
        </message>
        <message>
            <source>{path} holds no number that stands at a step</source>
            <translation>{path} 中没有任何步的数值</translation>
        </message>
        <message>
            <source>histograms</source>
            <translation>直方图</translation>
        </message>
        <message>
            <source>images</source>
            <translation>图像</translation>
        </message>
        <message>
            <source>sounds</source>
            <translation>声音</translation>
        </message>
        <message>
            <source>graphs</source>
            <translation>计算图</translation>
        </message>
        <message>
            <source>tensors of several numbers</source>
            <translation>含多个数的张量</translation>
        </message>
        <message>
            <source>lines of a log</source>
            <translation>日志行</translation>
        </message>
        <message>
            <source>{path} holds no run '{run}'; it holds: {runs}</source>
            <translation>{path} 中没有运行“{run}”；其中有：{runs}</translation>
        </message>
        <message>
            <source>others</source>
            <translation>其他</translation>
        </message>
        <message>
            <source>left out, as it is no curve: {kind} ({count:,})</source>
            <translation>不是曲线，未取用：{kind}（{count:,}）</translation>
        </message>
        <message>
            <source>{count} records of {path} are damaged and passed over; they begin at the bytes: {places}</source>
            <translation>{path} 中有 {count} 条记录已损坏，被略过；它们开始于字节：{places}</translation>
        </message>
        <message>
            <source>the last record of {path} is cut short, at byte {place:,} of {size:,}: its writer died, still writes, or the copy is not whole; what stands before was read</source>
            <translation>{path} 的最后一条记录不完整，在第 {place:,} 字节（共 {size:,}）：写入者已中止、仍在写入，或复制不完整；前面的内容已读取</translation>
        </message>
        <message>
            <source>{path} is damaged at byte {place:,}, where a length stands: the {left:,} bytes from there on cannot be read</source>
            <translation>{path} 在第 {place:,} 字节处损坏，那里应是长度：从那里起的 {left:,} 字节无法读取</translation>
        </message>
        <message>
            <source>{path} holds no scalars, so there is no curve to take over</source>
            <translation>{path} 中没有标量，因此没有曲线可取用</translation>
        </message>
        <message>
            <source>Taking over the curves</source>
            <translation>正在取用曲线</translation>
        </message>
        <message>
            <source>Reading {name}</source>
            <translation>正在读取 {name}</translation>
        </message>
        <message>
            <source>metrics are called as in this project: {pairs}; a loss counts as nats per token here, whatever it was where it was written</source>
            <translation>指标改用本项目的名称：{pairs}；这里损失一律按每词元 nat 计，不论写出时是什么</translation>
        </message>
        <message>
            <source>not enough memory for the points of this run; close other programs, or export fewer points</source>
            <translation>内存不足以容纳这次运行的点；请关闭其他程序，或导出更少的点</translation>
        </message>
        <message>
            <source>{title}. {axis}: {low} to {high}.</source>
            <translation>{title}。{axis}：{low} 至 {high}。</translation>
        </message>
        <message>
            <source>{label}: {value} throughout.</source>
            <translation>{label}：始终为 {value}。</translation>
        </message>
        <message>
            <source>{count} further lines.</source>
            <translation>另有 {count} 条线。</translation>
        </message>
        <message>
            <source>{label}: from {first} to {last}, at least {least} and at most {most}.</source>
            <translation>{label}：从 {first} 到 {last}，最小 {least}，最大 {most}。</translation>
        </message>
        <message>
            <source>note</source>
            <translation>备注</translation>
        </message>
        <message>
            <source>The number that chance is drawn from: runs that differ by it alone show how much of a difference is luck.</source>
            <translation>随机数由此产生：只有种子不同的运行能显示差异中有多少只是运气。</translation>
        </message>
        <message>
            <source>What stands out in its curves:</source>
            <translation>曲线中值得注意之处：</translation>
        </message>
        <message>
            <source>What of it is damaged or missing:</source>
            <translation>损坏或缺失之处：</translation>
        </message>
        <message>
            <source>Tags: {tags}</source>
            <translation>标签：{tags}</translation>
        </message>
        <message>
            <source>Note on this run:</source>
            <translation>关于此运行的备注：</translation>
        </message>
        <message>
            <source>{number}: step {step:,}, {text}</source>
            <translation>{number}：第 {step:,} 步，{text}</translation>
        </message>
        <message>
            <source>{number}: {name}, step {step:,}, {text}</source>
            <translation>{number}：{name}，第 {step:,} 步，{text}</translation>
        </message>
        <message>
            <source>Notes at steps, by their numbers on the plots:</source>
            <translation>各步的备注，编号与图中一致：</translation>
        </message>
        <message>
            <source>These runs do not differ in their settings.</source>
            <translation>这些运行的设置没有差异。</translation>
        </message>
        <message>
            <source>All settings of a run, as its spec file:</source>
            <translation>运行的全部设置，即其规格文件：</translation>
        </message>
        <message>
            <source>Branched from</source>
            <translation>分支自</translation>
        </message>
        <message>
            <source>Processor</source>
            <translation>处理步骤</translation>
        </message>
        <message>
            <source>Version of the program</source>
            <translation>程序版本</translation>
        </message>
        <message>
            <source>State of its checkout (git)</source>
            <translation>代码库状态（git）</translation>
        </message>
        <message>
            <source>The same once more</source>
            <translation>重现</translation>
        </message>
        <message>
            <source>In the folder of the project, this line makes the run again:</source>
            <translation>在项目文件夹中，用这一行命令可重做此运行：</translation>
        </message>
        <message>
            <source>Runs that differ by their seed alone: the mean of each one's best value ± half the 95 % interval (Student's t).</source>
            <translation>只有种子不同的运行：各自最佳值的平均 ± 95 % 区间的一半（学生 t 分布）。</translation>
        </message>
        <message>
            <source>Runs</source>
            <translation>运行</translation>
        </message>
        <message>
            <source>Nothing was measured on text that it did not learn from, so that nobody knows how good it became: evaluate it on a corpus with a validation part.</source>
            <translation>没有在未学习过的文本上做过测量，因此不知道它有多好：请用有验证部分的语料评估它。</translation>
        </message>
        <message>
            <source>On the same text every token equally likely gives {uniform:.3f}, and knowing nothing but how frequent each token is {unigram:.3f}.</source>
            <translation>在同一文本上，所有词元等概率时为 {uniform:.3f}，只知道每个词元的频率时为 {unigram:.3f}。</translation>
        </message>
        <message>
            <source>Its control '{name}', the same student without the teacher, reaches {control:.3f}: the teacher was worth {difference:.3f} nats per token (one seed).</source>
            <translation>其对照“{name}”（没有教师的同一学生）达到 {control:.3f}：教师的作用为每词元 {difference:.3f} nat（单个种子）。</translation>
        </message>
        <message>
            <source>Its control '{name}', the same student without the teacher, reaches {control:.3f}: the teacher did not help (one seed).</source>
            <translation>其对照“{name}”（没有教师的同一学生）达到 {control:.3f}：教师没有帮助（单个种子）。</translation>
        </message>
        <message>
            <source>Nothing stands out in its curves.</source>
            <translation>曲线中没有异常之处。</translation>
        </message>
        <message>
            <source>That text is no longer in the project: restore it from the bin, or import it again, to train on it once more.</source>
            <translation>该文本已不在项目中：要再次用它训练，请从回收站恢复，或重新导入。</translation>
        </message>
        <message>
            <source>That text has {size}.</source>
            <translation>该文本有 {size}。</translation>
        </message>
        <message>
            <source>{size} It was read {times:.2f} times.</source>
            <translation>{size}它被读了 {times:.2f} 遍。</translation>
        </message>
        <message>
            <source>What the run will be called.</source>
            <translation>这次运行的名称。</translation>
        </message>
        <message>
            <source>Folder or file</source>
            <translation>文件夹或文件</translation>
        </message>
        <message>
            <source>A folder with the event files of one run, one such file, or a CSV with a column for the step. It is read as data, and stays as it is.</source>
            <translation>含有一次运行的事件文件的文件夹、一个这样的文件，或有步数列的 CSV。只作为数据读取，原样保留。</translation>
        </message>
        <message>
            <source>Which run of a CSV that holds several; empty takes the only one.</source>
            <translation>CSV 含有多次运行时取哪一次；留空则取唯一的一次。</translation>
        </message>
        <message>
            <source>{share:.0%} of the scored text's sequences of {n} tokens occur in the training part of this corpus</source>
            <translation>评分文本中 {share:.0%} 的 {n} 词元序列出现在此语料的训练部分中</translation>
        </message>
        <message>
            <source>of {judged} scored documents, {whole} stand wholly in the training part, and {near} nearly so (at least {share:.0%} of their sequences of {n} tokens)</source>
            <translation>在 {judged} 篇评分文档中，{whole} 篇完整出现在训练部分中，{near} 篇近似出现（至少 {share:.0%} 的 {n} 词元序列）</translation>
        </message>
        <message>
            <source>a condition has at most {most} characters</source>
            <translation>条件最多 {most} 个字符</translation>
        </message>
        <message>
            <source>'{text}' is no condition; write 'gradient_norm &gt; 10', 'val_loss rises 5', 'val_loss no improvement 10' or 'loss not finite'</source>
            <translation>“{text}”不是条件；请写成“gradient_norm &gt; 10”、“val_loss rises 5”、“val_loss no improvement 10”或“loss not finite”</translation>
        </message>
        <message>
            <source>a curve is watched over 1 to {most} points</source>
            <translation>曲线的点数须在 1 到 {most} 之间</translation>
        </message>
        <message>
            <source>{curve} is {value} at step {step:,}, and {other} is {limit} (alert: {when})</source>
            <translation>第 {step:,} 步：{curve}为 {value}，{other}为 {limit}（警报：{when}）</translation>
        </message>
        <message>
            <source>{curve} is {value} at step {step:,} (alert: {when})</source>
            <translation>第 {step:,} 步：{curve}为 {value}（警报：{when}）</translation>
        </message>
        <message>
            <source>{curve} has risen {count:,} times in a row up to step {step:,}, from {first} to {value} (alert: {when})</source>
            <translation>到第 {step:,} 步，{curve}已连续上升 {count:,} 次，从 {first} 到 {value}（警报：{when}）</translation>
        </message>
        <message>
            <source>{curve} has fallen {count:,} times in a row up to step {step:,}, from {first} to {value} (alert: {when})</source>
            <translation>到第 {step:,} 步，{curve}已连续下降 {count:,} 次，从 {first} 到 {value}（警报：{when}）</translation>
        </message>
        <message>
            <source>{curve} has not improved {count:,} times in a row: it is {value} at step {step:,} and was best at step {best_step:,}, {best} (alert: {when})</source>
            <translation>{curve}已连续 {count:,} 次没有改善：第 {step:,} 步为 {value}，最好的是第 {best_step:,} 步的 {best}（警报：{when}）</translation>
        </message>
        <message>
            <source>{role}: from query to key</source>
            <translation>{role}：从查询到键</translation>
        </message>
        <message>
            <source>{role} {model}, step {step}: from query to key</source>
            <translation>{role} {model}，第 {step} 步：从查询到键</translation>
        </message>
        <message>
            <source>{title}; weighted by {weighting}, full colour {full:.3g}</source>
            <translation>{title}；按 {weighting} 加权，最深色为 {full:.3g}</translation>
        </message>
        <message>
            <source>{title}; without {hidden}, renormalised</source>
            <translation>{title}；不含 {hidden}，已重新归一化</translation>
        </message>
        <message>
            <source>{title}; {count} tokens not read</source>
            <translation>{title}；有 {count} 个词元未读</translation>
        </message>
        <message>
            <source>all layers</source>
            <translation>所有层</translation>
        </message>
        <message>
            <source>head {number}</source>
            <translation>注意力头 {number}</translation>
        </message>
        <message>
            <source>{layer}, {head}</source>
            <translation>{layer}，{head}</translation>
        </message>
        <message>
            <source>Loss of a probe sentence</source>
            <translation>探针句子的损失</translation>
        </message>
        <message>
            <source>Probe sentence</source>
            <translation>探针句子</translation>
        </message>
        <message>
            <source>'{one}' and '{other}' cannot be averaged: they differ in {difference}; choose checkpoints of one architecture, tokenizer and task</source>
            <translation>“{one}”和“{other}”不能平均：它们的 {difference} 不同；请选择架构、分词器和任务都相同的检查点</translation>
        </message>
        <message>
            <source>Imported run</source>
            <translation>导入的运行</translation>
        </message>
        <message>
            <source>Learning-rate range test</source>
            <translation>学习率范围测试</translation>
        </message>
        <message>
            <source>complete</source>
            <translation>已完整</translation>
        </message>
        <message>
            <source>Muon</source>
            <translation>Muon</translation>
        </message>
        <message>
            <source>as AdamW's steps</source>
            <translation>与 AdamW 的步幅相同</translation>
        </message>
        <message>
            <source>as first published</source>
            <translation>按最初发表的方式</translation>
        </message>
        <message>
            <source>1 minus square root</source>
            <translation>1 减平方根</translation>
        </message>
        <message>
            <source>attention: {value}</source>
            <translation>注意力：{value}</translation>
        </message>
        <message>
            <source>compile: {value}</source>
            <translation>编译：{value}</translation>
        </message>
        <message>
            <source>the model '{name}' is no longer in the project; restore it from the bin</source>
            <translation>模型“{name}”已不在项目中；请从回收站恢复</translation>
        </message>
        <message>
            <source>the text that these models learnt from is no longer in the project; name another corpus to compare them on, or restore it from the bin</source>
            <translation>这些模型学习过的文本已不在项目中；请指定另一份语料来比较，或从回收站恢复</translation>
        </message>
        <message>
            <source>How long may it take</source>
            <translation>可用多长时间</translation>
        </message>
        <message>
            <source>The training of teacher, student and control together. Sizes, batch, steps and rates follow from it, from this machine's speed and from the text's length.</source>
            <translation>教师、学生和对照学生的训练时间之和。大小、批量、步数和学习率由它、本机速度和文本长度决定。</translation>
        </message>
        <message>
            <source>a journey's teacher writes: choose a model that predicts each token</source>
            <translation>旅程的教师要能写作：请选择预测下一个词元的模型</translation>
        </message>
        <message>
            <source>the text has {characters} characters, and models that learn from it need {fewest} or more; choose a longer text, or several files</source>
            <translation>文本只有 {characters} 个字符，要让模型从中学习至少需要 {fewest} 个；请选择更长的文本，或选择多个文件</translation>
        </message>
        <message>
            <source>the text has {bytes} bytes, and the teacher reads {context} tokens at once; choose a shorter context, or a longer text</source>
            <translation>文本有 {bytes} 字节，而教师一次读 {context} 个词元；请选择更短的上下文或更长的文本</translation>
        </message>
        <message>
            <source>In {minutes} minutes a model of {parameters} parameters reads {tokens} tokens.</source>
            <translation>{minutes} 分钟内，{parameters} 个参数的模型读 {tokens} 个词元。</translation>
        </message>
        <message>
            <source>In {minutes} minutes a model of {parameters} parameters reads {tokens} tokens, {passes:.1f} times this text.</source>
            <translation>{minutes} 分钟内，{parameters} 个参数的模型读 {tokens} 个词元，相当于把这份文本读 {passes:.1f} 遍。</translation>
        </message>
        <message>
            <source>Dropout of {dropout} keeps it from learning by heart what it reads so often.</source>
            <translation>dropout {dropout} 使它不会把反复读到的内容背下来。</translation>
        </message>
        <message>
            <source>The size is that of the model that goes on.</source>
            <translation>大小就是继续学习的那个模型的大小。</translation>
        </message>
        <message>
            <source>The size was chosen by hand.</source>
            <translation>大小是手动选定的。</translation>
        </message>
        <message>
            <source>The student has half the layers and width of its teacher.</source>
            <translation>学生的层数和宽度是教师的一半。</translation>
        </message>
        <message>
            <source>No larger size is planned.</source>
            <translation>没有更大的可选大小。</translation>
        </message>
        <message>
            <source>The time decides the size: the next larger one, of {parameters} parameters, would read only {tokens:.1f} tokens for each of them.</source>
            <translation>大小由时间决定：再大一号的模型有 {parameters} 个参数，每个参数只能读到 {tokens:.1f} 个词元。</translation>
        </message>
        <message>
            <source>The text decides the size: a model of {parameters} parameters would know its {tokens} tokens by heart.</source>
            <translation>大小由文本决定：{parameters} 个参数的模型会把它的 {tokens} 个词元背下来。</translation>
        </message>
        <message>
            <source>The memory decides the size: a model of {parameters} parameters does not fit into the {free:.1f} GB that are free.</source>
            <translation>大小由内存决定：{parameters} 个参数的模型放不进空闲的 {free:.1f} GB。</translation>
        </message>
        <message>
            <source>The steps were chosen by hand.</source>
            <translation>步数是手动选定的。</translation>
        </message>
        <message>
            <source>The time decides the steps.</source>
            <translation>步数由时间决定。</translation>
        </message>
        <message>
            <source>The text decides the steps: it is read {passes:.0f} times, and more would teach little; the rest of the {minutes} minutes is not needed.</source>
            <translation>步数由文本决定：文本会读 {passes:.0f} 遍，再多也学不到什么；{minutes} 分钟中余下的时间用不上。</translation>
        </message>
        <message>
            <source>the alert rule '{when}' says nothing of this run: {reason}</source>
            <translation>警报规则“{when}”不适用于此运行：{reason}</translation>
        </message>
        <message>
            <source>the alert rule '{when}' began to hold more than {count} times: further times are not told</source>
            <translation>警报规则“{when}”已开始成立超过 {count} 次：之后不再提醒</translation>
        </message>
        <message>
            <source>there is no metric '{name}'; did you mean '{near}'?</source>
            <translation>没有指标“{name}”；是否指“{near}”？</translation>
        </message>
        <message>
            <source>there is no metric '{name}'</source>
            <translation>没有指标“{name}”</translation>
        </message>
        <message>
            <source>samples of runs are not searched: project.db cannot be used now</source>
            <translation>未搜索运行的样本：目前无法使用 project.db</translation>
        </message>
        <message>
            <source>'{checkpoint}' would be compared with itself and could not be worse; compare it with another model or checkpoint</source>
            <translation>“{checkpoint}”会与自身比较，不可能更差；请与另一个模型或检查点比较</translation>
        </message>
        <message>
            <source>'{name}' was pinned, or has a pinned checkpoint or a noted step by now; it stays</source>
            <translation>“{name}”现在已被固定，或者有固定的检查点或带备注的步骤；它会保留</translation>
        </message>
        <message>
            <source>{a} ({b})</source>
            <translation>{a}（{b}）</translation>
        </message>
        <message>
            <source>an end of the band of {name}</source>
            <translation>{name} 的区间边界</translation>
        </message>
        <message>
            <source>step {step}: {what}</source>
            <translation>第 {step} 步：{what}</translation>
        </message>
        <message>
            <source>the run {run} of the name '{name}' was begun without --minutes, or by an earlier version; go on with it by: resume {run}, or give the new run another name</source>
            <translation>名为“{name}”的运行 {run} 开始时没有使用 --minutes，或者是由较早的版本开始的；请用 resume {run} 继续它，或给新运行另取一个名字</translation>
        </message>
        <message>
            <source>{count} processes perform no run; start at least 1</source>
            <translation>{count} 个进程无法执行运行；请至少启动 1 个</translation>
        </message>
        <message>
            <source>the run {run} of the name '{name}' was begun with other settings: {names}; set them as they were, or give the new run another name</source>
            <translation>名为“{name}”的运行 {run} 开始时用的是其他设置：{names}；请恢复原来的设置，或给新的运行另取名字</translation>
        </message>
        <message>
            <source>the run {run} of the name '{name}' was planned for {minutes} minutes; say --minutes {minutes} to go on with it, or give the new run another name</source>
            <translation>名为“{name}”的运行 {run} 是按 {minutes} 分钟规划的；请用 --minutes {minutes} 继续它，或给新运行另取一个名字</translation>
        </message>
        <message>
            <source>one of its processes was ended by signal {number}; the system ends what takes more memory than there is by signal 9</source>
            <translation>它的一个进程被信号 {number} 终止；占用内存超过现有内存的进程会被系统以信号 9 终止</translation>
        </message>
        <message>
            <source>its process ended, and said nothing</source>
            <translation>它的进程已结束，没有任何输出</translation>
        </message>
        <message>
            <source>its process ended; the last that it said: {line}</source>
            <translation>它的进程已结束；最后的输出是：{line}</translation>
        </message>
        <message>
            <source>the port {port} of this machine, where its processes were to meet, is in use by another program; start the run again</source>
            <translation>它的进程要会合的本机端口 {port} 被其他程序占用；请重新开始此运行</translation>
        </message>
        <message>
            <source>no '{name}' was measured: there are no curves here</source>
            <translation>没有测量“{name}”：这里没有任何曲线</translation>
        </message>
        <message>
            <source>only documents of corpora are read here; go to the hit instead</source>
            <translation>这里只读语料的文档；请转到该结果</translation>
        </message>
        <message>
            <source>the corpus '{name}' is another one by now; search again</source>
            <translation>语料“{name}”现在已不是原来的那份；请重新搜索</translation>
        </message>
        <message>
            <source>this model tells the class of a whole text; name no position in it</source>
            <translation>这个模型判断整篇文本的类别；不要指定其中的位置</translation>
        </message>
        <message>
            <source>name a text or a corpus, one of the two</source>
            <translation>请在文本和语料中指定一个</translation>
        </message>
        <message>
            <source>the corpus has no text to compare the layers on; add documents to it</source>
            <translation>语料中没有可用来比较各层的文本；请往里添加文档</translation>
        </message>
        <message>
            <source>the run '{name}' has no checkpoint, so that there is no model to look into; resume it, or train it again</source>
            <translation>运行“{name}”没有检查点，因此没有可查看的模型；请继续该运行，或重新训练</translation>
        </message>
        <message>
            <source>'{model}' did not read the beginning of {cut} of the {count} prompts: they are longer than its context</source>
            <translation>“{model}”没有读完 {count} 条提示词中的 {cut} 条：它们比它的上下文长，开头没有读</translation>
        </message>
        <message>
            <source>the corpus '{name}', which '{model}' was trained on, is in the bin; restore it to take passages of it</source>
            <translation>训练“{model}”所用的语料“{name}”在回收站里；恢复它，再从中取段落</translation>
        </message>
        <message>
            <source>the corpus '{name}', which '{model}' was trained on, is not there any more</source>
            <translation>训练“{model}”所用的语料“{name}”已经不在了</translation>
        </message>
        <message>
            <source>{other} is a BERT, which does not write from left to right; choose a GPT or Llama model to write together with {model}</source>
            <translation>{other} 是 BERT，不会从左到右写；请选择一个 GPT 或 Llama 模型来与 {model} 一起写</translation>
        </message>
        <message>
            <source>{path} was damaged while it was closed; it is built anew from the folders of the runs, and nothing is lost</source>
            <translation>{path} 在关闭期间损坏；已根据各次运行的文件夹重建，没有丢失任何东西</translation>
        </message>
        <message>
            <source>'{name}' stands at the end already</source>
            <translation>“{name}”已经在最边上</translation>
        </message>
        <message>
            <source>'{second}' needs '{first}'</source>
            <translation>“{second}”需要“{first}”</translation>
        </message>
        <message>
            <source>{count} runs wait, and none is number {number}</source>
            <translation>有 {count} 个运行在等待，没有第 {number} 个</translation>
        </message>
        <message>
            <source>a report needs at least one run; name one</source>
            <translation>报告至少需要一个运行；请指定一个</translation>
        </message>
        <message>
            <source>'{name}' is a comparison ({kind}), which has a page of its own; report it alone</source>
            <translation>“{name}”是比较（{kind}），有自己的页面；请单独报告</translation>
        </message>
        <message>
            <source>{documents:,} documents with {characters:,} characters</source>
            <translation>{documents:,} 篇文档、{characters:,} 个字符</translation>
        </message>
        <message>
            <source>None of its checkpoints is left, so that its attention cannot be seen.</source>
            <translation>它的检查点都不在了，因此无法查看注意力。</translation>
        </message>
        <message>
            <source>It wrote no texts as it learned (no sample prompt), so none is looked at.</source>
            <translation>它在学习过程中没有写文本（没有示例提示词），因此没有可看的注意力。</translation>
        </message>
        <message>
            <source>The last checkpoint cannot be looked into: {reason}</source>
            <translation>无法查看最后一个检查点：{reason}</translation>
        </message>
        <message>
            <source>'{name}' has saved no checkpoint to branch from</source>
            <translation>“{name}”没有保存可以建立分支的检查点</translation>
        </message>
        <message>
            <source>{run} has no control run</source>
            <translation>{run} 没有对照运行</translation>
        </message>
        <message>
            <source>no '{name}' was measured; did you mean '{near}'?</source>
            <translation>没有测量过“{name}”；你是指“{near}”吗？</translation>
        </message>
        <message>
            <source>no '{name}' was measured; there are {known}</source>
            <translation>没有测量过“{name}”；现有：{known}</translation>
        </message>
        <message>
            <source>steps up to {step} are those of '{run}', which is in the bin; restore it to see them</source>
            <translation>第 {step} 步及之前属于“{run}”，它在回收站里；还原后才能看到</translation>
        </message>
        <message>
            <source>steps up to {step} are those of a run that was deleted</source>
            <translation>第 {step} 步及之前属于一个已删除的运行</translation>
        </message>
        <message>
            <source>only runs that train a model have batches</source>
            <translation>只有训练模型的运行才有批次</translation>
        </message>
        <message>
            <source>{checkpoint} has become the best or the last checkpoint of its run; it stays</source>
            <translation>{checkpoint} 已成为其运行中最佳或最后的检查点；它会保留</translation>
        </message>
        <message>
            <source>nothing of the last cleaning lies in the bin; `disk --clean` cleans</source>
            <translation>上次清理的内容已不在回收站中；`disk --clean` 进行清理</translation>
        </message>
        <message>
            <source>2 to {most} runs can be compared, not {count}</source>
            <translation>可以比较 2 到 {most} 个运行，而不是 {count} 个</translation>
        </message>
        <message>
            <source>neither the best checkpoint of its run nor the last, not pinned, and nothing was made of it</source>
            <translation>既不是其运行中最佳的检查点，也不是最后的，没有固定，也没有由它产生的模型</translation>
        </message>
        <message>
            <source>it ended without a model</source>
            <translation>它没有产生模型就结束了</translation>
        </message>
        <message>
            <source>'{name}' is better on the same text: {best:.4f} against {own:.4f}</source>
            <translation>“{name}”在同一文本上更好：{best:.4f} 对 {own:.4f}</translation>
        </message>
        <message>
            <source>'{name}', which it was given, is no longer in the project; restore it from the bin, or import it again</source>
            <translation>当时使用的“{name}”已不在项目中；请从回收站恢复，或重新导入</translation>
        </message>
        <message>
            <source>'{name}' is no longer what the run was given: its fingerprint is another one</source>
            <translation>“{name}”已不是当时使用的内容：指纹不同</translation>
        </message>
        <message>
            <source>{package} was {then} and is {now}; the last digits may differ</source>
            <translation>{package} 当时是 {then}，现在是 {now}；末几位数字可能不同</translation>
        </message>
        <message>
            <source>loss ≈ {floor:.4g} + {a:.4g} × {over}^-{b:.4f}, floor from {least:.4g} to {most:.4g}, exponent from {low:.4f} to {high:.4f} (95 %), R² {r_squared:.3f}, {count} runs</source>
            <translation>损失 ≈ {floor:.4g} + {a:.4g} × {over}^-{b:.4f}，下限在 {least:.4g} 到 {most:.4g} 之间，指数在 {low:.4f} 到 {high:.4f} 之间（95%），R² {r_squared:.3f}，{count} 个运行</translation>
        </message>
        <message>
            <source>loss ≈ {a:.4g} × {over}^-{b:.4f}, exponent from {low:.4f} to {high:.4f} (95 %), R² {r_squared:.3f}, {count} runs</source>
            <translation>损失 ≈ {a:.4g} × {over}^-{b:.4f}，指数在 {low:.4f} 到 {high:.4f} 之间（95%），R² {r_squared:.3f}，{count} 个运行</translation>
        </message>
        <message>
            <source>a law needs runs of at least {fewest} different sizes, these have {count}</source>
            <translation>拟合幂律至少需要 {fewest} 种不同大小的运行，这里只有 {count} 种</translation>
        </message>
        <message>
            <source>no exponent fits best: these runs do not tell a floor</source>
            <translation>没有最合适的指数：从这些运行看不出下限</translation>
        </message>
        <message>
            <source>the interval of the floor holds 0: these runs may have none</source>
            <translation>下限的区间包含 0：这些运行可能没有下限</translation>
        </message>
        <message>
            <source>only {count} different sizes: take it for a guess</source>
            <translation>只有 {count} 种不同的大小：只能当作猜测</translation>
        </message>
        <message>
            <source>the interval holds 0: these runs do not show that size matters</source>
            <translation>区间包含 0：这些运行不能说明大小有影响</translation>
        </message>
        <message>
            <source>{count} runs have no figure and are left out</source>
            <translation>{count} 个运行没有数值，已略去</translation>
        </message>
        <message>
            <source>these runs were measured on {count} different texts or tokenizers; choose runs of one</source>
            <translation>这些运行在 {count} 种不同的文本或分词器上测量；请选择同一种的运行</translation>
        </message>
        <message>
            <source>the run has taken {last} steps, and none of them is {step}; name one of those</source>
            <translation>这次运行走了 {last} 步，其中没有第 {step} 步；请给出其中一步</translation>
        </message>
        <message>
            <source>'{name}' is no learning-rate range test but a run of another kind ({kind})</source>
            <translation>“{name}”不是学习率范围测试，而是另一种运行（{kind}）</translation>
        </message>
        <message>
            <source>'{name}' is no comparison but a run of another kind ({kind}); name a comparison</source>
            <translation>“{name}”不是比较，而是“{kind}”类的运行；请指定一次比较</translation>
        </message>
        <message>
            <source>names, tags and notes of runs</source>
            <translation>运行的名称、标签和备注</translation>
        </message>
        <message>
            <source>notes at steps</source>
            <translation>各步的备注</translation>
        </message>
        <message>
            <source>written texts</source>
            <translation>写出的文本</translation>
        </message>
        <message>
            <source>samples of runs</source>
            <translation>运行的样本</translation>
        </message>
        <message>
            <source>at most {most} characters can be looked for, these are {count}</source>
            <translation>最多可以查找 {most} 个字符，这里有 {count} 个</translation>
        </message>
        <message>
            <source>write what is to be looked for</source>
            <translation>请写明要查找什么</translation>
        </message>
        <message>
            <source>{name}: only the first {count} are shown</source>
            <translation>{name}：只显示前 {count} 处</translation>
        </message>
        <message>
            <source>and {count} more</source>
            <translation>另有 {count} 项</translation>
        </message>
        <message>
            <source>{path} is damaged, so that no alert rule is known; move it away, and add rules anew</source>
            <translation>{path} 已损坏，因此读不到任何警报规则；请将其移走，再重新添加规则</translation>
        </message>
        <message>
            <source>there are {count} alert rules already; remove one</source>
            <translation>已经有 {count} 条警报规则；请移除一条</translation>
        </message>
        <message>
            <source>there is no alert rule '{when}'; did you mean '{near}'?</source>
            <translation>没有警报规则“{when}”；是否指“{near}”？</translation>
        </message>
        <message>
            <source>there is no alert rule '{when}'</source>
            <translation>没有警报规则“{when}”</translation>
        </message>
        <message>
            <source>'{name}' is in the bin; restore it, and start again</source>
            <translation>“{name}”在回收站里；恢复它，再重新开始</translation>
        </message>
        <message>
            <source>no run's {field} is '{value}'; it is one of {names}</source>
            <translation>没有运行的 {field} 是“{value}”；它是以下之一：{names}</translation>
        </message>
        <message>
            <source>{name} is a number; compare it by =, !=, &lt;, &lt;=, &gt; or &gt;=</source>
            <translation>{name} 是数值；请用 =、!=、&lt;、&lt;=、&gt; 或 &gt;= 比较</translation>
        </message>
        <message>
            <source>'{value}' is no number, so that nothing can be {sign} it</source>
            <translation>“{value}”不是数值，无法用 {sign} 比较</translation>
        </message>
        <message>
            <source>{name} is yes or no; write '{name} = yes'</source>
            <translation>{name} 只能是 yes 或 no；请写“{name} = yes”</translation>
        </message>
        <message>
            <source>{name} is a number, and '{value}' is none</source>
            <translation>{name} 是数值，而“{value}”不是</translation>
        </message>
        <message>
            <source>'{value}' is no day; write it as 2026-11-30, or as 7d for seven days ago</source>
            <translation>“{value}”不是日期；请写成 2026-11-30，或用 7d 表示七天前</translation>
        </message>
        <message>
            <source>the bracket at character {at} closes nothing</source>
            <translation>第 {at} 个字符处的右括号没有对应的左括号</translation>
        </message>
        <message>
            <source>nothing stands before '{sign}' at character {at}; name what is compared</source>
            <translation>第 {at} 个字符的“{sign}”前面没有内容；请写明比较什么</translation>
        </message>
        <message>
            <source>nothing stands behind '{name} {sign}'; write what it is compared with</source>
            <translation>“{name} {sign}”后面没有内容；请写明与什么比较</translation>
        </message>
        <message>
            <source>a condition has at most {count} levels of brackets</source>
            <translation>条件最多有 {count} 层括号</translation>
        </message>
        <message>
            <source>the bracket at character {at} is not closed</source>
            <translation>第 {at} 个字符处的括号没有闭合</translation>
        </message>
        <message>
            <source>the condition breaks off; write what is to follow '{word}'</source>
            <translation>条件不完整；请写明“{word}”后面的内容</translation>
        </message>
        <message>
            <source>'{name}' is the end of several settings; write one of them whole: {names}</source>
            <translation>有几个设置以“{name}”结尾；请写出完整名称：{names}</translation>
        </message>
        <message>
            <source>no run has a '{name}'; did you mean '{near}'?</source>
            <translation>没有运行有“{name}”；是否指“{near}”？</translation>
        </message>
        <message>
            <source>no run has a '{name}'; name a column, a metric or a setting, such as kind, validation_loss or learning_rate</source>
            <translation>没有运行有“{name}”；请写列、指标或设置的名称，例如 kind、validation_loss 或 learning_rate</translation>
        </message>
        <message>
            <source>a condition has at most {most} characters, this one has {count}</source>
            <translation>条件最多 {most} 个字符，这个有 {count} 个</translation>
        </message>
        <message>
            <source>the quotation mark at character {at} has no end; close it</source>
            <translation>第 {at} 个字符处的引号没有闭合；请补上</translation>
        </message>
        <message>
            <source>'{sign}' at character {at} cannot be read; compare by =, !=, &lt;, &lt;=, &gt;, &gt;= or ~</source>
            <translation>无法识别第 {at} 个字符的“{sign}”；请用 =、!=、&lt;、&lt;=、&gt;、&gt;= 或 ~ 比较</translation>
        </message>
        <message>
            <source>another window or program keeps the list of this project; renaming, deleting and restoring are possible there</source>
            <translation>另一个窗口或程序管着这个项目的清单；改名、删除和恢复在那里进行</translation>
        </message>
        <message>
            <source>{path} is damaged ({reason}), so that no text is kept or found; move it away, and a new history begins</source>
            <translation>{path} 已损坏（{reason}），因此无法保存或查找文本；请将其移走，随后会开始新的历史</translation>
        </message>
        <message>
            <source>step {step} is the only checkpoint of '{name}'; delete the model instead</source>
            <translation>第 {step} 步是“{name}”唯一的检查点；请改为删除模型</translation>
        </message>
        <message>
            <source>the checkpoint of step {step} is pinned; unpin it before you delete it</source>
            <translation>第 {step} 步的检查点已固定；请先取消固定再删除</translation>
        </message>
        <message>
            <source>the run of this checkpoint, {run}, is not in this project; restore that first</source>
            <translation>这个检查点所属的运行 {run} 不在本项目中；请先恢复它</translation>
        </message>
        <message>
            <source>'{name}' has saved a checkpoint of that step again; delete that one first</source>
            <translation>“{name}”又保存了这一步的检查点；请先删除那一个</translation>
        </message>
        <message>
            <source>corpus '{name}' ({id}) is damaged: {reason}; restore it from a copy or the bin, or add it again</source>
            <translation>语料“{name}”（{id}）已损坏：{reason}；请从副本或回收站恢复，或重新添加</translation>
        </message>
        <message>
            <source>tokenizer '{name}' ({id}) is damaged: {reason}; restore it from a copy or the bin, or train it again</source>
            <translation>分词器“{name}”（{id}）已损坏：{reason}；请从副本或回收站恢复，或重新训练</translation>
        </message>
        <message>
            <source>teacher cache '{name}' ({id}) is damaged: {reason}; restore it from a copy or the bin, or make it again</source>
            <translation>教师缓存“{name}”（{id}）已损坏：{reason}；请从副本或回收站恢复，或重新生成</translation>
        </message>
        <message>
            <source>model '{name}' ({id}) is damaged: {reason}</source>
            <translation>模型“{name}”（{id}）已损坏：{reason}</translation>
        </message>
        <message>
            <source>run '{name}' ({id}) is damaged: {reason}</source>
            <translation>运行“{name}”（{id}）已损坏：{reason}</translation>
        </message>
        <message>
            <source>{path} is damaged, so that plots stand as at first; move it away, and arrange them anew</source>
            <translation>{path} 已损坏，因此图按初始方式排列；请将其移走后重新排列</translation>
        </message>
        <message>
            <source>there is a preset '{name}' already; choose another name</source>
            <translation>已有名为“{name}”的预设；请另选名称</translation>
        </message>
        <message>
            <source>there is no preset '{name}'; did you mean '{near}'?</source>
            <translation>没有名为“{name}”的预设；是否指“{near}”？</translation>
        </message>
        <message>
            <source>there is no preset '{name}'</source>
            <translation>没有名为“{name}”的预设</translation>
        </message>
        <message>
            <source>{path} is damaged, so that no preset is known; move it away, and name strategies anew</source>
            <translation>{path} 已损坏，因此不知道任何预设；请将其移走，再重新为策略命名</translation>
        </message>
        <message>
            <source>{path} is damaged, so that no alerts of this run are known; move it away</source>
            <translation>{path} 已损坏，因此读不到此运行的警报；请将其移走</translation>
        </message>
        <message>
            <source>{path} is damaged; move it away to see the histograms of the other steps</source>
            <translation>{path} 已损坏；把它移走即可查看其他步的直方图</translation>
        </message>
        <message>
            <source>{path} is damaged, so that nobody knows which checkpoints are pinned: all of them are kept; pin or unpin one, which writes it anew</source>
            <translation>{path} 已损坏，因此无法知道哪些检查点被固定：全部保留；固定或取消固定其中一个，就会重新写入</translation>
        </message>
        <message>
            <source>a run has at most {count} tags</source>
            <translation>一次运行最多有 {count} 个标签</translation>
        </message>
        <message>
            <source>'{tag}' is no tag; write 1 to {count} characters without a comma</source>
            <translation>“{tag}”不能作为标签；请写 1 到 {count} 个字符，不含逗号</translation>
        </message>
        <message>
            <source>a note has at most {most} characters, this one has {count}</source>
            <translation>备注最多 {most} 个字符，这个有 {count} 个</translation>
        </message>
        <message>
            <source>{path} is missing: give the run a name in the window, which writes it anew</source>
            <translation>缺少 {path}：请在窗口中为该运行重新命名，这会重新写入该文件</translation>
        </message>
        <message>
            <source>{path} is damaged: give the run a name in the window, which writes it anew</source>
            <translation>{path} 已损坏：请在窗口中为该运行重新命名，这会重新写入该文件</translation>
        </message>
        <message>
            <source>{path} is that of another run, '{name}': give this one a name in the window, which writes it anew</source>
            <translation>{path} 是另一次运行“{name}”的文件：请在窗口中为这次运行命名，该文件会随之重新写入</translation>
        </message>
        <message>
            <source>{path} is not what this run was asked; put that back, or start a new run</source>
            <translation>{path} 与此运行开始时的设置不符；请恢复原来的内容，或开始新的运行</translation>
        </message>
        <message>
            <source>{path} is missing or damaged: what was to come after this run is not known; start it anew</source>
            <translation>{path} 缺失或已损坏：无法得知这次运行之后还要进行什么，请重新启动后续运行</translation>
        </message>
        <message>
            <source>{path} is damaged, so that no notes of this run are known; move it away to note anew</source>
            <translation>{path} 已损坏，因此读不到此运行的备注；请将其移走后重新记录</translation>
        </message>
        <message>
            <source>Validation loss of a corpus</source>
            <translation>语料的验证损失</translation>
        </message>
        <message>
            <source>This machine reaches about {gigaflops} GFLOP/s in training, going by its matrix products; no step was timed.</source>
            <translation>按矩阵乘法推算，本机训练时约达 {gigaflops} GFLOP/s；没有实测步。</translation>
        </message>
        <message>
            <source>This machine reaches about {machine} GFLOP/s in training, going by its matrix products; a step of this run takes {ms} ms, timed: {gigaflops} GFLOP/s.</source>
            <translation>按矩阵乘法推算，本机训练时约达 {machine} GFLOP/s；实测本次运行的一步用时 {ms} 毫秒，即 {gigaflops} GFLOP/s。</translation>
        </message>
        <message>
            <source>A run has at least {fewest} steps: they take longer than the {minutes} minutes.</source>
            <translation>一次运行至少有 {fewest} 步：所需时间超过 {minutes} 分钟。</translation>
        </message>
        <message>
            <source>The text is so short that it is read {passes:,.0f} times in the {fewest} steps that a run has at least; the rest of the {minutes} minutes is not needed.</source>
            <translation>文本太短，一次运行至少有 {fewest} 步，其间会把文本读 {passes:,.0f} 遍；{minutes} 分钟中余下的时间用不上。</translation>
        </message>
        <message>
            <source>this takes about {gigabytes:.1f} GB of disk while it lasts and keeps {kept:.1f} GB; {free:.1f} GB are free</source>
            <translation>进行期间约占用 {gigabytes:.1f} GB 磁盘，完成后保留 {kept:.1f} GB；目前可用 {free:.1f} GB</translation>
        </message>
        <message>
            <source>a note has at most {most} characters</source>
            <translation>备注最多 {most} 个字符</translation>
        </message>
        <message>
            <source>there is no step {step}</source>
            <translation>没有第 {step} 步</translation>
        </message>
        <message>
            <source>a run has at most {most} notes</source>
            <translation>一个运行最多有 {most} 条备注</translation>
        </message>
        <message>
            <source>{path} is that of another run, {other}; put the run's own journal in its place</source>
            <translation>{path} 是另一次运行 {other} 的日志；请放回这次运行自己的日志</translation>
        </message>
        <message>
            <source>{path} holds the journal of {others} too, so that figures of several runs are mixed; cut off what begins there, or put the run's own journal in its place</source>
            <translation>{path} 中还有 {others} 的日志，几次运行的数值混在一起；请删去从那里开始的内容，或放回该运行自己的日志</translation>
        </message>
        <message>
            <source>{count} lines of {path} cannot be read (damaged, or of a newer version) and are passed over</source>
            <translation>{path} 中有 {count} 行无法读取（已损坏，或来自更新的版本），已跳过</translation>
        </message>
        <message>
            <source>{path} is missing, and with it the figures up to step {step}; the checkpoints are there, so that the run can be resumed</source>
            <translation>缺少 {path}，第 {step} 步之前的数据随之丢失；检查点仍在，因此可以继续该运行</translation>
        </message>
        <message>
            <source>{path} ends at step {step}, before the checkpoint of step {saved}: its end was lost; the run can be resumed from the checkpoint</source>
            <translation>{path} 止于第 {step} 步，早于第 {saved} 步的检查点：其末尾已丢失；可以从该检查点继续运行</translation>
        </message>
        <message>
            <source>{path} is not as it was when the run ended: lines before its end were lost, changed or added, so that figures may be missing</source>
            <translation>{path} 与运行结束时不同：末尾之前有行丢失、被更改或被添加，因此可能缺少数据</translation>
        </message>
        <message>
            <source>there is no view '{name}'; did you mean '{near}'?</source>
            <translation>没有视图“{name}”；是否指“{near}”？</translation>
        </message>
        <message>
            <source>there is no view '{name}'</source>
            <translation>没有视图“{name}”</translation>
        </message>
        <message>
            <source>there are {count} views already; delete one</source>
            <translation>已经有 {count} 个视图；请删除一个</translation>
        </message>
        <message>
            <source>{path} is damaged, so that no view of the runs is known; move it away, and keep views anew</source>
            <translation>{path} 已损坏，无法读取运行的视图；请移走它，然后重新保存视图</translation>
        </message>
        <message>
            <source>the model's chat template has {count} characters; at most {most} are read, so choose a template of your own instead</source>
            <translation>模型的对话模板有 {count} 个字符；最多读取 {most} 个，请改用你自己的模板</translation>
        </message>
        <message>
            <source>the model's chat template refuses this chat: {reason}</source>
            <translation>模型的对话模板拒绝了这个对话：{reason}</translation>
        </message>
        <message>
            <source>the model's chat template was given up after {seconds} seconds; choose a template of your own instead</source>
            <translation>模型的对话模板运行 {seconds} 秒后被放弃；请改用你自己的模板</translation>
        </message>
        <message>
            <source>the model's chat template cannot be used: {reason}; choose a template of your own instead</source>
            <translation>模型的对话模板无法使用：{reason}；请改用你自己的模板</translation>
        </message>
        <message>
            <source>a tokenizer.json can hold BPE and Unigram tokenizers, and this one is of the kind {algorithm}; export a model that was trained with BPE or Unigram</source>
            <translation>tokenizer.json 可以存放 BPE 和 Unigram 分词器，而这个是 {algorithm} 分词器；请导出用 BPE 或 Unigram 训练的模型</translation>
        </message>
        <message>
            <source>{path} is no SentencePiece model but a list of tiktoken's ranks, which does not say how text is cut into words; put the tokenizer.json of the same model beside it (its folder on the hub for transformers has one)</source>
            <translation>{path} 不是 SentencePiece 模型，而是 tiktoken 的排名表，其中没有说明如何把文本切成词；请把同一模型的 tokenizer.json 放在旁边（它在 hub 上供 transformers 使用的文件夹中有）</translation>
        </message>
        <message>
            <source>{count} tokens that the folder adds to {file} are part of the tokenizer: {names}</source>
            <translation>文件夹为 {file} 增加的 {count} 个词元已成为分词器的一部分：{names}</translation>
        </message>
        <message>
            <source>tokenizer_config.json and special_tokens_map.json name different tokens for {role}; special_tokens_map.json counts, as in transformers</source>
            <translation>tokenizer_config.json 与 special_tokens_map.json 为 {role} 指定了不同的词元；与 transformers 一样，以 special_tokens_map.json 为准</translation>
        </message>
        <message>
            <source>tokenizer_config.json says {setting}, and the post-processor of tokenizer.json does otherwise; tokenizer.json counts, as in transformers</source>
            <translation>tokenizer_config.json 写明 {setting}，而 tokenizer.json 的后处理器与此不同；与 transformers 一样，以 tokenizer.json 为准</translation>
        </message>
        <message>
            <source>vocab.txt has pieces with upper case ({pieces}), and nothing in the folder says do_lower_case = false: text becomes lower case, as in transformers. If the model is a cased one, add a tokenizer_config.json that says so</source>
            <translation>vocab.txt 含有大写子词（{pieces}），而文件夹中没有写明 do_lower_case = false：与 transformers 一样，文本会转为小写。若模型区分大小写，请添加写明这一点的 tokenizer_config.json</translation>
        </message>
        <message>
            <source>tokenizer_config.json names the class {name}, whose own way to cut text is not known here: tokenizer.json alone counts, and transformers may give other ids. To have the same in both, say tokenizer_class = PreTrainedTokenizerFast in tokenizer_config.json</source>
            <translation>tokenizer_config.json 写明了类 {name}，这里不了解它自己切分文本的方式：只以 tokenizer.json 为准，transformers 可能给出不同的编号。若要两边一致，请在 tokenizer_config.json 中写 tokenizer_class = PreTrainedTokenizerFast</translation>
        </message>
        <message>
            <source>the model has no rows for the special tokens {names}; the tokenizer does without them</source>
            <translation>模型没有特殊词元 {names} 对应的行；分词器不使用它们</translation>
        </message>
        <message>
            <source>tokenizer.json would cut text otherwise than the class {name}, which reads this folder, with the settings of tokenizer_config.json; the class counts, as in transformers. To go by tokenizer.json alone, say tokenizer_class = PreTrainedTokenizerFast in tokenizer_config.json</source>
            <translation>tokenizer.json 切分文本的方式与读取此文件夹的类 {name}（按 tokenizer_config.json 的设置）不同；与 transformers 一样，以该类为准。若只按 tokenizer.json，请在 tokenizer_config.json 中写明 tokenizer_class = PreTrainedTokenizerFast</translation>
        </message>
        <message>
            <source>no end token is known: the tokenizer names none, so that documents are not separated</source>
            <translation>没有已知的结束词元：分词器未指定，因此文档之间没有分隔</translation>
        </message>
        <message>
            <source>{path} holds a tokenizer of the sort '{given}', which cannot be read from GGUF; known are gpt2 and llama. A Hugging Face folder of the model may have it in another form</source>
            <translation>{path} 中的分词器类型是“{given}”，不能从 GGUF 读取；支持的有 gpt2 和 llama。该模型的 Hugging Face 文件夹中也许有另一种形式</translation>
        </message>
        <message>
            <source>it has no vocabulary ({name})</source>
            <translation>它没有词表（{name}）</translation>
        </message>
        <message>
            <source>its vocabulary has no merges ({name})</source>
            <translation>它的词表没有合并规则（{name}）</translation>
        </message>
        <message>
            <source>its pieces have no scores ({name})</source>
            <translation>它的子词没有分数（{name}）</translation>
        </message>
        <message>
            <source>{name} does not have a number for each of the {count} pieces</source>
            <translation>{name} 没有为 {count} 个子词各给出一个数</translation>
        </message>
        <message>
            <source>{name} holds no finite numbers</source>
            <translation>{name} 中的数不是有限的</translation>
        </message>
        <message>
            <source>{path} cuts text in the way '{given}', which is not known here; known are {known}. A Hugging Face folder of the model may be imported instead</source>
            <translation>{path} 切分文本的方式是“{given}”，这里不支持；支持的有 {known}。可以改为导入该模型的 Hugging Face 文件夹</translation>
        </message>
        <message>
            <source>{path} does not say how its model cuts text into words; it is cut as llama.cpp does then, which may differ from how the model was trained</source>
            <translation>{path} 没有说明模型如何把文本切分成词；按 llama.cpp 此时的方式切分，可能与模型训练时不同</translation>
        </message>
        <message>
            <source>it has no piece for unknown text</source>
            <translation>它没有表示未知文本的子词</translation>
        </message>
        <message>
            <source>it has pieces of an unknown sort ({kind})</source>
            <translation>其中有未知类型的子词（{kind}）</translation>
        </message>
        <message>
            <source>BPE joins frequent neighbours, Unigram keeps the likeliest pieces (encodes about twice as fast), Characters (char) takes single ones, Words (word) what stands between spaces.</source>
            <translation>BPE 合并最常相邻的两块，Unigram 留下可能性最大的子词（编码约快一倍），字符（char）以单个字符为单位，单词（word）以空格之间的内容为单位。</translation>
        </message>
        <message>
            <source>Exact size</source>
            <translation>必须达到大小</translation>
        </message>
        <message>
            <source>A text that cannot fill the vocabulary is refused, with the largest size that it can. Off: that size is taken, and said.</source>
            <translation>文本填不满词表时拒绝训练，并给出能达到的最大大小。关闭后：就用这个大小，并予以说明。</translation>
        </message>
        <message>
            <source>Write characters outside the vocabulary as bytes, so that nothing is unknown. Takes 256 pieces; the algorithm Words does without.</source>
            <translation>词表之外的字符用字节表示，这样就没有未知字符。占用 256 个子词；“单词”算法不用它。</translation>
        </message>
        <message>
            <source>NFKC joins look-alike characters (a full-width comma becomes a plain one); NMT cleans up spaces too; lower case drops upper case; or the text stays as it is (identity).</source>
            <translation>NFKC 把看起来相同的字符合在一起（全角逗号变成半角）；NMT 还会整理空格；“小写”把大写变成小写；也可以保持文本原样（identity）。</translation>
        </message>
        <message>
            <source>Pieces that are never cut, wherever they stand in a text; ▁ in one stands for a space.</source>
            <translation>无论出现在文本何处都不会被切开的子词；其中的 ▁ 代表空格。</translation>
        </message>
        <message>
            <source>the algorithm Words cuts only at spaces and would not see symbols of your own; choose another algorithm or leave them out</source>
            <translation>“单词”算法只在空格处切分，看不到自定义符号；请选择别的算法，或者不用自定义符号</translation>
        </message>
        <message>
            <source>'{symbol}' cannot be a symbol of your own: with byte fallback it is the piece of a byte; choose another one, or do without byte fallback</source>
            <translation>“{symbol}”不能作为自定义符号：启用字节回退时它是一个字节的子词；请换一个，或不用字节回退</translation>
        </message>
        <message>
            <source>The text gives no more different pieces: the vocabulary has {size}, the largest possible one, instead of {asked}.</source>
            <translation>这段文本给不出更多不同的子词：词表有 {size} 个，是可能的最大值，而不是 {asked} 个。</translation>
        </message>
        <message>
            <source>{where}, line {line}, has tables or lists more than {most} deep within each other, and no spec has; check its brackets and dots</source>
            <translation>{where} 第 {line} 行的表或列表嵌套超过 {most} 层，而任何配置都没有这么深；请检查括号和点号</translation>
        </message>
        <message>
            <source>{path} is damaged: what the run was planned for is not known; go on with it by: resume {run}</source>
            <translation>{path} 已损坏：不知道该运行按什么规划；请用 resume {run} 继续它</translation>
        </message>
        <message>
            <source>over-fitting: the validation loss is lowest at step {step} ({best:.3f}) and {now:.3f} at step {last}, while the training loss fell from {then:.3f} to {training:.3f}: use that checkpoint, stop early, or take more text, dropout or a smaller model</source>
            <translation>过拟合：验证损失在第 {step} 步最低（{best:.3f}），到第 {last} 步为 {now:.3f}，而训练损失从 {then:.3f} 降到 {training:.3f}：请使用那个检查点、早停，或增加文本、使用 dropout、缩小模型</translation>
        </message>
        <message>
            <source>plateau: the validation loss is {before:.3f} up to step {begin} and {last:.3f} at step {end}, {above}: try another learning rate, or a larger model</source>
            <translation>平台期：验证损失到第 {begin} 步为 {before:.3f}，到第 {end} 步为 {last:.3f}，{above}：请换一个学习率，或使用更大的模型</translation>
        </message>
        <message>
            <source>above the n-gram baseline of {baseline:.3f}</source>
            <translation>高于 n-gram 基线 {baseline:.3f}</translation>
        </message>
        <message>
            <source>not far from the {first:.3f} that it began with</source>
            <translation>与开始时的 {first:.3f} 相差不大</translation>
        </message>
        <message>
            <source>entropy collapse since step {step}: the student's predictions have an entropy of {entropy:.3f} nats, its teacher's of {teacher:.3f}, and its loss is {loss:.3f}: it is sure of what it does not know; use forward KL, a higher temperature, or more true tokens</source>
            <translation>自第 {step} 步起熵坍缩：学生预测的熵为 {entropy:.3f} nat，教师为 {teacher:.3f}，而学生的损失为 {loss:.3f}：它对并不知道的东西过于确定；请使用前向 KL、更高的温度，或更多的真实词元</translation>
        </message>
        <message>
            <source>the student is at its teacher's floor since step {step}: validation loss {loss:.3f}, the teacher's {teacher:.3f}: a better teacher, or more weight on the true tokens (a lower α), brings more than more steps</source>
            <translation>自第 {step} 步起学生已到达教师的下限：验证损失 {loss:.3f}，教师为 {teacher:.3f}：换更好的教师，或给真实词元更大的权重（更小的 α），比增加步数更有用</translation>
        </message>
        <message>
            <source>the training loss leaps at {count} further steps, from {first} to {last}: lower the learning rate</source>
            <translation>训练损失在另外 {count} 步也有突跳，从第 {first} 步到第 {last} 步：请降低学习率</translation>
        </message>
        <message>
            <source>the training loss of step {step} alone is {value:.3f}, among steps of {level:.3f}: look at the documents of that batch</source>
            <translation>仅第 {step} 步的训练损失为 {value:.3f}，而其前后为 {level:.3f}：请查看那一批的文档</translation>
        </message>
        <message>
            <source>{leap}: lower the learning rate, lengthen the warm-up, or clip gradients</source>
            <translation>{leap}：请降低学习率、延长预热，或裁剪梯度</translation>
        </message>
        <message>
            <source>the training loss leaps from {level:.3f} to {value:.3f} at step {step} and has not come back</source>
            <translation>训练损失在第 {step} 步从 {level:.3f} 跳到 {value:.3f}，至今没有恢复</translation>
        </message>
        <message>
            <source>the training loss leaps from {level:.3f} to {value:.3f} at step {step} and is back {steps} steps later</source>
            <translation>训练损失在第 {step} 步从 {level:.3f} 跳到 {value:.3f}，{steps} 步之后恢复</translation>
        </message>
        <message>
            <source>{leap}, with a gradient norm of {norm:.2f} where {usual:.2f} was usual</source>
            <translation>{leap}，该处梯度范数为 {norm:.2f}，通常为 {usual:.2f}</translation>
        </message>
        <message>
            <source>the training loss is no finite number at step {step}: lower the learning rate, clip gradients, or compute in fp32</source>
            <translation>训练损失在第 {step} 步不是有限数：请降低学习率、裁剪梯度，或用 fp32 计算</translation>
        </message>
        <message>
            <source>the training loss rises for good: {best:.3f} up to step {begin}, {now:.3f} at the end; resume from a checkpoint before with a lower learning rate, or lengthen the warm-up</source>
            <translation>训练损失一去不返地上升：到第 {begin} 步为 {best:.3f}，最后为 {now:.3f}；请从之前的检查点以更低的学习率继续，或延长预热</translation>
        </message>
        <message>
            <source>Keep the last</source>
            <translation>保留最后的</translation>
        </message>
        <message>
            <source>So many of the newest checkpoints are kept beside the best one, those that are kept every so many steps, and those that you pin.</source>
            <translation>除最佳检查点、每隔若干步保留的检查点和固定的检查点外，还保留这么多个最新的检查点。</translation>
        </message>
        <message>
            <source>checkpoints</source>
            <translation>个检查点</translation>
        </message>
        <message>
            <source>Save every</source>
            <translation>保存间隔</translation>
        </message>
        <message>
            <source>Saves a checkpoint after so many minutes without one, so that a crash between two evaluations costs less; 0 saves at evaluations only.</source>
            <translation>超过这么多分钟没有检查点时就保存一个，这样两次评估之间崩溃的损失更小；0 表示只在评估时保存。</translation>
        </message>
        <message>
            <source>at evaluations only</source>
            <translation>只在评估时</translation>
        </message>
        <message>
            <source>Best checkpoint by</source>
            <translation>最佳检查点依据</translation>
        </message>
        <message>
            <source>The validation metric that the best checkpoint has the best value of, which early stopping follows too, such as validation_accuracy. Empty: what the kind of run ranks by.</source>
            <translation>最佳检查点取这个验证指标的最佳值，提前停止也依据它，例如 validation_accuracy。留空：按这类运行通常的排序依据。</translation>
        </message>
        <message>
            <source>'{name}' does not tell which checkpoint is better; write a validation metric that rises or falls as a model learns, such as {names}</source>
            <translation>“{name}”不能说明哪个检查点更好；请写随模型学习而上升或下降的验证指标，例如 {names}</translation>
        </message>
        <message>
            <source>the weight {name} is no longer finite at step {step}; nothing of it was saved. Resume from the last checkpoint with a lower learning rate, or use float32 (fp32)</source>
            <translation>权重 {name} 在第 {step} 步不再是有限的数；没有保存它。请降低学习率，从最后一个检查点继续，或者使用 float32（fp32）</translation>
        </message>
        <message>
            <source>one of the {size} processes of this run ended without a word; what torchrun says tells which, and what was saved can be resumed</source>
            <translation>此运行的 {size} 个进程之一突然结束；torchrun 的输出会说明是哪一个，已保存的内容可以接着运行</translation>
        </message>
        <message>
            <source>{processes} processes were started on this machine, which has {cards} graphics cards, and each needs one of its own; start {cards}, or hide the cards with CUDA_VISIBLE_DEVICES= to train on the processor</source>
            <translation>本机有 {cards} 块显卡，却启动了 {processes} 个进程，而每个进程都需要自己的一块；请启动 {cards} 个，或用 CUDA_VISIBLE_DEVICES= 隐藏显卡，在处理器上训练</translation>
        </message>
        <message>
            <source>the processes of this run have met, but cannot talk to each other ({backend}): {reason}; look whether a firewall stands between them, or name the network with GLOO_SOCKET_IFNAME or NCCL_SOCKET_IFNAME</source>
            <translation>此运行的进程已会合，但无法互相通信（{backend}）：{reason}；请查看它们之间是否有防火墙，或用 GLOO_SOCKET_IFNAME 或 NCCL_SOCKET_IFNAME 指定网络</translation>
        </message>
        <message>
            <source>the port {port} of this machine is in use by another program; choose another with --master-port, or let torchrun find one with --standalone</source>
            <translation>本机的端口 {port} 被其他程序占用；请用 --master-port 另选一个，或用 --standalone 让 torchrun 自行寻找</translation>
        </message>
        <message>
            <source>the processes of this run cannot meet at {host}, port {port}: {reason}; look whether the first machine can be reached there</source>
            <translation>此运行的进程无法在 {host} 的端口 {port} 会合：{reason}；请检查第一台机器在那里能否访问</translation>
        </message>
        <message>
            <source>the processes of this run were ended before all {size} had come together; missing: {missing}. What these said, if anything, tells why</source>
            <translation>此运行的进程在 {size} 个全部到齐之前被结束；缺少：{missing}。它们的输出（如果有）会说明原因</translation>
        </message>
        <message>
            <source>of {size} processes these did not come within {minutes:.0f} minutes: {missing}; look at what they said on their machines</source>
            <translation>{size} 个进程中，以下进程在 {minutes:.0f} 分钟内没有到齐：{missing}；请查看它们在各自机器上的输出</translation>
        </message>
        <message>
            <source>{size} processes cannot share out the {accumulation} micro-batches of a step evenly (loop.accumulation); start {fitting} processes, or set loop.accumulation to {multiple}</source>
            <translation>{size} 个进程无法平均分配一步的 {accumulation} 个微批次（loop.accumulation）；请启动 {fitting} 个进程，或把 loop.accumulation 设为 {multiple}</translation>
        </message>
        <message>
            <source>process {rank} finds the run at step {theirs} and process {own} at step {ours}: they do not see the same files; the project's folder must be shared by all</source>
            <translation>进程 {rank} 看到运行在第 {theirs} 步，进程 {own} 看到在第 {ours} 步：它们看到的文件不同；项目文件夹必须由所有进程共享</translation>
        </message>
        <message>
            <source>process {rank} of {size} failed: {reason}</source>
            <translation>{size} 个进程中的进程 {rank} 失败：{reason}</translation>
        </message>
        <message>
            <source>RANK is {rank} and WORLD_SIZE {size}: ranks are counted from 0; start the processes with torchrun, which sets both</source>
            <translation>RANK 是 {rank}，WORLD_SIZE 是 {size}：rank 从 0 开始计数；请用 torchrun 启动进程，它会设置两者</translation>
        </message>
        <message>
            <source>the environment variable {name} is '{text}' and no number; start the processes with torchrun, which sets it</source>
            <translation>环境变量 {name} 是“{text}”，不是数字；请用 torchrun 启动进程，它会设置该变量</translation>
        </message>
        <message>
            <source>Merge spellings</source>
            <translation>合并写法</translation>
        </message>
        <message>
            <source>Labels that differ only in case, spaces or the way a number is written (yes and Yes, 1 and 1.0) are one class, spelled as most of them are. Off: each is a class of its own.</source>
            <translation>只在大小写、空格或数字写法上不同的标签（yes 和 Yes，1 和 1.0）是同一类，按其中最多的写法书写。关闭：各自成为一类。</translation>
        </message>
        <message>
            <source>A classifier of the same classes to learn from: how likely it finds every class. Empty: the examples alone.</source>
            <translation>可学习的同类别分类器：它认为每个类别有多大可能。留空：只从样本学习。</translation>
        </message>
        <message>
            <source>The share of the soft loss, if there is a teacher; the true class has the rest.</source>
            <translation>有教师时软损失的比例；其余归真实类别。</translation>
        </message>
        <message>
            <source>Softens both models' probabilities before they are compared, if there is a teacher.</source>
            <translation>有教师时，在比较之前软化两个模型的概率。</translation>
        </message>
        <message>
            <source>The column or field that holds the question or instruction. Chats and Alpaca's instructions with their input have a field prompt too.</source>
            <translation>存放问题或指令的列或字段。对话数据和 Alpaca 的指令（连同 input）也有字段 prompt。</translation>
        </message>
        <message>
            <source>The column or field that holds the answer to learn; of a chat, response is the assistant's last words.</source>
            <translation>存放要学习的回答的列或字段；对话数据的 response 是助手最后说的话。</translation>
        </message>
        <message>
            <source>Chat column</source>
            <translation>对话列</translation>
        </message>
        <message>
            <source>Instead of prompt and response: the column of whole chats, lists of messages with role and content (or from and value). All that the assistant says is learnt. Needs a model that brings a chat template. Empty: prompt and response.</source>
            <translation>代替提示词和回答：整个对话所在的列，即带有 role 和 content（或 from 和 value）的消息列表。助手说的所有话都会被学习。需要带有对话模板的模型。留空：用提示词和回答。</translation>
        </message>
        <message>
            <source>own</source>
            <translation>自己的</translation>
        </message>
        <message>
            <source>Read by</source>
            <translation>读入方式</translation>
        </message>
        <message>
            <source>model: the chat template that an imported model brings. own: the template below. auto: the model's if it has one, or else the one below.</source>
            <translation>模型：导入的模型自带的对话模板。自己的：下面的模板。自动：模型有对话模板就用它，否则用下面的模板。</translation>
        </message>
        <message>
            <source>What the model reads before it answers; {prompt} stands for the prompt. It is kept with the model and used again when you ask it. Not used with the model's own chat template.</source>
            <translation>模型在回答之前读到的内容；{prompt} 代表提示词。它与模型一起保存，向模型提问时会再次使用。用模型自己的对话模板时不使用它。</translation>
        </message>
        <message>
            <source>A model with the same tokenizer to learn from: how likely it finds every token in the place of each token of an answer. Empty: the examples alone.</source>
            <translation>用来学习的、使用相同分词器的模型：它认为回答的每个词元处各词元有多大可能。留空：只用样本。</translation>
        </message>
        <message>
            <source>The share of the soft loss, if there is a teacher; the true tokens have the rest.</source>
            <translation>有教师时软损失所占的份额；其余归真实的词元。</translation>
        </message>
        <message>
            <source>whole chats are read by the model's chat template; choose that, or leave the chat column empty</source>
            <translation>整个对话由模型的对话模板读入；请选择它，或把对话列留空</translation>
        </message>
        <message>
            <source>A .csv, .tsv, .json, .jsonl or .parquet file (each also .gz) with one example a row. The run keeps a copy.</source>
            <translation>一个 .csv、.tsv、.json、.jsonl 或 .parquet 文件（均可为 .gz），每行一个样本。运行会保存一份副本。</translation>
        </message>
        <message>
            <source>compiling the model needs a C++ compiler that works, and here torch says: {problem}; install one (on Debian or Ubuntu: g++), or switch Compile off (runtime.compile)</source>
            <translation>编译模型需要可用的 C++ 编译器，而 torch 在此报告：{problem}；请安装一个（Debian 或 Ubuntu：g++），或关闭编译（runtime.compile）</translation>
        </message>
        <message>
            <source>the best checkpoint is to be found by {name} (loop.best_metric), which this run does not measure; it measures {names}</source>
            <translation>最佳检查点要按 {name}（loop.best_metric）来找，而这次运行不测量它；它测量 {names}</translation>
        </message>
        <message>
            <source>Measure the machine every</source>
            <translation>测量机器的间隔</translation>
        </message>
        <message>
            <source>So many steps apart: use of processor and memory, FLOPs so far and a second, the share of the machine's measured speed (MFU), and the time that is left. 0 never does.</source>
            <translation>每隔这么多步测量：处理器和内存的使用、已用和每秒的 FLOPs、占本机实测速度的比例（MFU）以及剩余时间。0 表示从不测量。</translation>
        </message>
        <message>
            <source>Measurements</source>
            <translation>测量</translation>
        </message>
        <message>
            <source>Measure layers every</source>
            <translation>测量各层的间隔</translation>
        </message>
        <message>
            <source>So many steps apart: the gradient norm and the update-to-weight ratio of each layer. Such a step copies the trained weights once, which costs time and memory.</source>
            <translation>每隔这么多步测量：每一层的梯度范数以及更新与权重之比。这样的一步要把所训练的权重复制一份，需要时间和内存。</translation>
        </message>
        <message>
            <source>Histograms every</source>
            <translation>直方图的间隔</translation>
        </message>
        <message>
            <source>So many steps apart: how the weights of each layer's matrices and their gradients are spread, in 64 bins, kept in the run's folder: about 700 bytes a layer each time.</source>
            <translation>每隔这么多步记录：每一层的权重矩阵及其梯度如何分布，分为 64 格，保存在运行的文件夹里；每次每层约 700 字节。</translation>
        </message>
        <message>
            <source>{term} became {value} at step {step}; nothing of it was saved. Resume from the last checkpoint with a lower learning rate, or use float32 (fp32)</source>
            <translation>{term} 在第 {step} 步变成了 {value}；没有保存它。请降低学习率，从最后一个检查点继续，或者使用 float32（fp32）</translation>
        </message>
        <message>
            <source>AdamW adapts the step of each weight; SGD takes the same step for all; Muon makes the step of each matrix in the blocks orthogonal, and leaves all else to AdamW.</source>
            <translation>AdamW 为每个权重调整步幅；SGD 对所有权重用同样的步幅；Muon 使各块中每个矩阵的更新正交，其余交给 AdamW。</translation>
        </message>
        <message>
            <source>Momentum of Muon</source>
            <translation>Muon 的动量</translation>
        </message>
        <message>
            <source>Muon's memory of the gradient.</source>
            <translation>Muon 对梯度的记忆。</translation>
        </message>
        <message>
            <source>Nesterov momentum</source>
            <translation>Nesterov 动量</translation>
        </message>
        <message>
            <source>Muon steps from where its momentum is about to be, not from where it was.</source>
            <translation>Muon 的更新取自动量将要到达之处，而不是它原来所在之处。</translation>
        </message>
        <message>
            <source>Newton-Schulz iterations</source>
            <translation>Newton-Schulz 迭代次数</translation>
        </message>
        <message>
            <source>More of them bring Muon's steps closer to orthogonal matrices, and take longer.</source>
            <translation>次数越多，Muon 的更新越接近正交矩阵，耗时也越长。</translation>
        </message>
        <message>
            <source>Adjustment to shape</source>
            <translation>按形状调整</translation>
        </message>
        <message>
            <source>As AdamW's steps: Muon's are as large, so that one learning rate serves both. As first published: they are scaled by the square root of rows / columns, at least by 1.</source>
            <translation>与 AdamW 的步幅相同：Muon 的步幅一样大，因此同一个学习率对两者都适用。按最初发表的方式：乘以行数 / 列数的平方根，至少为 1。</translation>
        </message>
        <message>
            <source>Learning rate of Muon</source>
            <translation>Muon 的学习率</translation>
        </message>
        <message>
            <source>Multiplies the learning rate for the matrices that Muon moves.</source>
            <translation>对 Muon 更新的矩阵，学习率再乘以此值。</translation>
        </message>
        <message>
            <source>Decay shape</source>
            <translation>下降形状</translation>
        </message>
        <message>
            <source>How warmup-stable-decay falls: in a line, in a half cosine, or as 1 minus the square root of the share done, which falls fast at first.</source>
            <translation>“先稳后降”如何下降：按直线、按半个余弦，或 1 减去已完成比例的平方根，后者起初下降得快。</translation>
        </message>
        <message>
            <source>Its share of the tokens that are read, by the weights of all; the first corpus's is 1.</source>
            <translation>它在读入词元中的份额，按所有权重计算；第一个语料的权重是 1。</translation>
        </message>
        <message>
            <source>Further corpora</source>
            <translation>更多语料</translation>
        </message>
        <message>
            <source>Start from</source>
            <translation>起点模型</translation>
        </message>
        <message>
            <source>A model that goes on learning, also an imported one: a name, with @best, @last or @STEP behind it if wanted. It keeps its shape and tokenizer. Empty: a new model as described below.</source>
            <translation>继续学习的模型，也可以是导入的：写名称，需要时后面加 @best、@last 或 @步数。它保留自己的结构和分词器。留空：按下面的设置新建模型。</translation>
        </message>
        <message>
            <source>What cuts the text into tokens. A model that goes on has its own: leave it empty.</source>
            <translation>把文本切成词元。继续学习的模型有自己的分词器：请留空。</translation>
        </message>
        <message>
            <source>Sequence length</source>
            <translation>序列长度</translation>
        </message>
        <message>
            <source>Tokens that are read at once while learning and measuring, if fewer than the model's context.</source>
            <translation>学习和测量时一次读入的词元数，用于比模型的上下文更短的情形。</translation>
        </message>
        <message>
            <source>the context</source>
            <translation>上下文长度</translation>
        </message>
        <message>
            <source>choose a tokenizer, or a model to start from, which has its own</source>
            <translation>请选择分词器，或选择一个自带分词器的起点模型</translation>
        </message>
        <message>
            <source>a corpus stands twice in the mixture; give it one weight instead</source>
            <translation>同一个语料在混合中出现了两次；请只用一个权重</translation>
        </message>
        <message>
            <source>sequences of {asked} tokens are longer than the context of {context}; choose at most {context}</source>
            <translation>{asked} 个词元的序列比 {context} 的上下文长；最多选 {context}</translation>
        </message>
        <message>
            <source>Probe prompts</source>
            <translation>探针提示词</translation>
        </message>
        <message>
            <source>One a line: the model continues each at every evaluation, with the same seed; a BERT fills in each [MASK].</source>
            <translation>每行一个：模型在每次评估时用同样的种子续写每一个；BERT 填写其中的每个 [MASK]。</translation>
        </message>
        <message>
            <source>Probes</source>
            <translation>探针</translation>
        </message>
        <message>
            <source>Probe sentences</source>
            <translation>探针句子</translation>
        </message>
        <message>
            <source>One a line: the loss of each, in nats per token, is a curve of its own (probe_loss_1 is that of the first). For models that predict the next token.</source>
            <translation>每行一个：每个句子的损失（每词元 nat 数）各有一条曲线（probe_loss_1 是第一个的）。用于预测下一个词元的模型。</translation>
        </message>
        <message>
            <source>a probe needs at least one letter; remove the empty line</source>
            <translation>探针至少需要一个字符；请删除空行</translation>
        </message>
        <message>
            <source>{term} became infinite or NaN at the learning rate {rate:.2g}, step {step}; the test ends there</source>
            <translation>{term} 在学习率 {rate:.2g}（第 {step} 步）时变成了无穷大或 NaN；测试到此结束</translation>
        </message>
        <message>
            <source>the device '{device}' is not available here; choose auto or CPU</source>
            <translation>这里没有设备“{device}”；请选择“自动”或 CPU</translation>
        </message>
        <message>
            <source>no limit</source>
            <translation>不限</translation>
        </message>
        <message>
            <source>Keep a checkpoint every</source>
            <translation>每隔多少步保留检查点</translation>
        </message>
        <message>
            <source>The best checkpoint and the last are kept. With a number, the one before the first step is kept too, and one every so many steps, so that you can see how heads come to be: Inspect, Over checkpoints. Each takes about three times the disk of the weights.</source>
            <translation>总会保留最佳和最后的检查点。填写数字后，还会保留第一步之前的检查点，以及每隔这么多步的检查点，这样就能看到各个头怎样形成：“观察”中的“检查点历程”。每个检查点占用的磁盘约为权重的三倍。</translation>
        </message>
        <message>
            <source>best and last only</source>
            <translation>只留最佳和最后</translation>
        </message>
        <message>
            <source>Tokens the model writes at each evaluation; 0 writes nothing.</source>
            <translation>每次评估时模型写多少个词元；0 表示不写。</translation>
        </message>
        <message>
            <source>TensorBoard files</source>
            <translation>TensorBoard 文件</translation>
        </message>
        <message>
            <source>Also writes the curves, as they come, as event files into the folder tensorboard of the run. They change no number of it.</source>
            <translation>同时把曲线随时作为事件文件写入运行的 tensorboard 文件夹。它们不改变运行的任何数值。</translation>
        </message>
        <message>
            <source>Fits a Kneser-Ney n-gram model to the same tokens and draws its loss as a line, so that you see what the neural model adds.</source>
            <translation>用同样的词元拟合一个 Kneser-Ney n-gram 模型，把它的损失画成一条线，让你看到神经网络多学到了什么。</translation>
        </message>
        <message>
            <source>Optimizer steps; 0 leaves the length to epochs or tokens.</source>
            <translation>优化器的步数；0 表示由轮数或词元数决定长度。</translation>
        </message>
        <message>
            <source>Epochs</source>
            <translation>轮数</translation>
        </message>
        <message>
            <source>Passes over the training tokens, at most; 0 means no limit.</source>
            <translation>最多把训练词元读几遍；0 表示不限制。</translation>
        </message>
        <message>
            <source>Training tokens, at most; 0 means no limit.</source>
            <translation>最多用多少个训练词元；0 表示不限制。</translation>
        </message>
        <message>
            <source>the run has no end: set steps, epochs or tokens</source>
            <translation>这次运行没有终点：请设置步数、轮数或词元数</translation>
        </message>
        <message>
            <source>Objective</source>
            <translation>目标</translation>
        </message>
        <message>
            <source>Mask rate</source>
            <translation>掩码率</translation>
        </message>
        <message>
            <source>The share of tokens to fill in. Of these, 80 % are replaced by [MASK], 10 % by a random token and 10 % stay.</source>
            <translation>需要填补的词元比例。其中 80 % 换成 [MASK]，10 % 换成随机词元，10 % 保持不变。</translation>
        </message>
        <message>
            <source>Whole words</source>
            <translation>整词</translation>
        </message>
        <message>
            <source>Mask all pieces of a word together, so that none is given away by its neighbours.</source>
            <translation>一个词的所有子词一起掩盖，以免被相邻子词透露。</translation>
        </message>
        <message>
            <source>Short examples</source>
            <translation>短样本</translation>
        </message>
        <message>
            <source>The share of examples that are shorter than the context, so that short texts are seen too.</source>
            <translation>短于上下文的样本比例，使模型也见到短文本。</translation>
        </message>
        <message>
            <source>Device</source>
            <translation>设备</translation>
        </message>
        <message>
            <source>Where the model runs; auto takes a graphics card if there is one.</source>
            <translation>模型在哪里运行；有显卡时，“自动”会使用显卡。</translation>
        </message>
        <message>
            <source>Precision</source>
            <translation>精度</translation>
        </message>
        <message>
            <source>Processor threads; 0 takes one for each core. Fixed threads give equal numbers.</source>
            <translation>处理器线程数；0 表示每个核心一个。线程数固定时，数值相同。</translation>
        </message>
        <message>
            <source>Decides initial weights, order of the batches and dropout.</source>
            <translation>决定初始权重、批次顺序和 dropout。</translation>
        </message>
        <message>
            <source>What the model will be called.</source>
            <translation>模型的名称。</translation>
        </message>
        <message>
            <source>The text to learn from.</source>
            <translation>用来学习的文本。</translation>
        </message>
        <message>
            <source>Tokenizer</source>
            <translation>分词器</translation>
        </message>
        <message>
            <source>Fills in masked tokens (mlm), tells whether the second sentence follows the first (nsp), or learns both at once, as BERT did.</source>
            <translation>填补被掩盖的词元（mlm）、判断第二句是否接在第一句之后（nsp），或像 BERT 那样同时学习两者。</translation>
        </message>
        <message>
            <source>bfloat16 (bf16) is faster where the hardware knows it; weights stay in float32 (fp32) either way.</source>
            <translation>硬件支持时 bfloat16（bf16）更快；无论哪种，权重都保持 float32（fp32）。</translation>
        </message>
        <message>
            <source>The shape of the model.</source>
            <translation>模型的形状。</translation>
        </message>
        <message>
            <source>Masking</source>
            <translation>掩码</translation>
        </message>
        <message>
            <source>What a BERT model learns from; others ignore it.</source>
            <translation>BERT 模型的学习方式；其他模型不使用。</translation>
        </message>
        <message>
            <source>Length, batches, evaluations.</source>
            <translation>长度、批次、评估。</translation>
        </message>
    </context>
</TS>
