using EgressGuard.Core.Model;
using EgressGuard.Core.Policy;

namespace EgressGuard.Core.Tests.Policy;

public sealed class LabelSelectorTests
{
    private static readonly ObjectMeta Payments = new()
    {
        Labels = new Dictionary<string, string?> { ["team"] = "pay", ["tier"] = "a", ["empty"] = "", ["nothing"] = null },
    };

    [Theory]
    [InlineData("{}", true)]
    [InlineData("{'matchLabels':{},'matchExpressions':[]}", true)]
    [InlineData("{'matchLabels':{'team':'pay'}}", true)]
    [InlineData("{'matchLabels':{'team':'pay','tier':'a'}}", true)]
    [InlineData("{'matchLabels':{'team':'pay','tier':'b'}}", false)]
    [InlineData("{'matchLabels':{'Team':'pay'}}", false)]
    [InlineData("{'matchLabels':{'team':'Pay'}}", false)]
    [InlineData("{'matchLabels':{'absent':''}}", false)]
    [InlineData("{'matchLabels':{'empty':'','nothing':''}}", true)]
    [InlineData("{'matchExpressions':[{'key':'team','operator':'In','values':['shop','pay']}]}", true)]
    [InlineData("{'matchExpressions':[{'key':'team','operator':'In','values':['shop']}]}", false)]
    [InlineData("{'matchExpressions':[{'key':'absent','operator':'In','values':['']}]}", false)]
    [InlineData("{'matchExpressions':[{'key':'team','operator':'NotIn','values':['shop']}]}", true)]
    [InlineData("{'matchExpressions':[{'key':'team','operator':'NotIn','values':['shop','pay']}]}", false)]
    [InlineData("{'matchExpressions':[{'key':'absent','operator':'NotIn','values':['pay']}]}", true)]
    [InlineData("{'matchExpressions':[{'key':'nothing','operator':'Exists'}]}", true)]
    [InlineData("{'matchExpressions':[{'key':'absent','operator':'Exists'}]}", false)]
    [InlineData("{'matchExpressions':[{'key':'absent','operator':'DoesNotExist'}]}", true)]
    [InlineData("{'matchExpressions':[{'key':'empty','operator':'DoesNotExist'}]}", false)]
    [InlineData("{'matchLabels':{'team':'pay'},'matchExpressions':[{'key':'tier','operator':'Exists'},{'key':'x','operator':'Exists'}]}", false)]
    [InlineData("{'matchLabels':{'team':'shop'},'matchExpressions':[{'key':'tier','operator':'Exists'}]}", false)]
    public void Matches_labels_that_fulfil_every_condition(string selector, bool expected) => Assert.Equal(expected, Selector(selector).Matches(Payments));

    [Fact]
    public void Matches_one_label_with_one_value()
    {
        Assert.True(LabelSelector.Equals("team", "pay").Matches(Payments));
        Assert.False(LabelSelector.Equals("team", "shop").Matches(Payments));
        Assert.False(LabelSelector.Equals("team", "pay").Matches(ObjectMeta.Empty));
    }

    [Fact]
    public void A_label_requirement_applies_to_its_kinds_in_the_selected_namespaces()
    {
        var everywhere = new LabelRequirement { Kinds = [ObjectKind.Pod], Key = "k", Value = "v" };
        var selected = everywhere with { NamespaceSelector = LabelSelector.Equals("team", "pay") };
        var taken = everywhere with { Value = null, FromNamespaceLabel = "team" };

        Assert.False(everywhere.NeedsNamespace);
        Assert.True(everywhere.AppliesTo(ObjectKind.Pod, "shop", null));
        Assert.False(everywhere.AppliesTo(ObjectKind.ServiceEntry, "shop", null));
        Assert.True(selected.NeedsNamespace);
        Assert.True(selected.AppliesTo(ObjectKind.Pod, "shop", Payments));
        Assert.False(selected.AppliesTo(ObjectKind.Pod, "shop", ObjectMeta.Empty));
        Assert.True(taken.NeedsNamespace);
        Assert.Equal("v", everywhere.ValueFor(null));
        Assert.Equal("pay", taken.ValueFor(Payments));
        Assert.Null(taken.ValueFor(ObjectMeta.Empty));
    }

    private static LabelSelector Selector(string json) =>
        Document.PolicyOf($"{{'labels':[{{'kinds':['Pod'],'key':'k','value':'v','namespaceSelector':{json}}}]}}").Labels[0].NamespaceSelector!;
}
