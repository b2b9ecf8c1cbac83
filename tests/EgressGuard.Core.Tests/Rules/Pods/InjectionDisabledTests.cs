using EgressGuard.Core.Mesh;
using EgressGuard.Core.Policy;
using EgressGuard.Core.Rules;

namespace EgressGuard.Core.Tests.Rules.Pods;

public sealed class InjectionDisabledTests
{
    private const string Rule = "EG301";
    private const string Inject = "sidecar.istio.io/inject";
    private const string Unguarded = "Without the sidecar the pod's connections leave directly, not through the egress gateway.";

    private const string FalseToCni = ", which Istio's injector ignores while istio-cni reads it as false. "
        + "The pod can get a sidecar to which nothing is redirected, so that its connections leave directly.";

    private const string Ignored = ", which Istio's injector ignores: it knows 'true' and 'false' only. " + Unguarded;

    public static TheoryData<string, string> Refusals => new()
    {
        { "false", " is 'false', so Istio injects no sidecar. " + Unguarded },
        { "", " is '', which leaves injection to the mesh's default. " + Unguarded },
        { "0", " is '0'" + FalseToCni },
        { "f", " is 'f'" + FalseToCni },
        { "F", " is 'F'" + FalseToCni },
        { "False", " is 'False'" + FalseToCni },
        { "FALSE", " is 'FALSE'" + FalseToCni },
        { "fAlse", " is 'fAlse'" + Ignored },
        { "1", " is '1'" + Ignored },
        { "t", " is 't'" + Ignored },
        { "T", " is 'T'" + Ignored },
        { "True", " is 'True'" + Ignored },
        { "TRUE", " is 'TRUE'" + Ignored },
        { "true ", " is 'true '" + Ignored },
        { " false", " is ' false'" + Ignored },
        { "no", " is 'no'" + Ignored },
        { "off", " is 'off'" + Ignored },
        { "disabled", " is 'disabled'" + Ignored },
        { "a\nb", " is 'a\\u000ab'" + Ignored },
    };

    [Theory]
    [MemberData(nameof(Refusals))]
    public void A_label_other_than_true_is_refused(string value, string message)
    {
        var verdict = PodJudge.Judge(Rule, PodJudge.Pod(PodJudge.One(Inject, value)), null, ("istio-injection", "enabled"));

        var finding = Assert.Single(verdict.Findings);
        Assert.Equal("/metadata/labels/sidecar.istio.io~1inject", finding.Pointer);
        Assert.Equal($"Label {Inject}{message}", finding.Message);
        Assert.Equal($"Set the label {Inject} to 'true', or remove it.", finding.Remedy);
    }

    [Theory]
    [MemberData(nameof(Refusals))]
    public void An_annotation_other_than_true_is_refused(string value, string message)
    {
        var verdict = PodJudge.Judge(Rule, PodJudge.Pod(null, PodJudge.One(Inject, value)), null, ("istio-injection", "enabled"));

        var finding = Assert.Single(verdict.Findings);
        Assert.Equal("/metadata/annotations/sidecar.istio.io~1inject", finding.Pointer);
        Assert.Equal($"Annotation {Inject}{message}", finding.Message);
        Assert.Equal($"Remove the annotation; to ask for the sidecar, set the label {Inject} to 'true'.", finding.Remedy);
    }

    [Theory]
    [InlineData("enabled", false)]
    [InlineData("disabled", false)]
    [InlineData("Enabled", true)]
    [InlineData("ENABLED", true)]
    [InlineData("enabled ", true)]
    [InlineData("true", true)]
    [InlineData("enable", true)]
    [InlineData("false", true)]
    [InlineData("", true)]
    public void A_namespace_label_that_no_injector_answers_is_told(string value, bool isTold)
    {
        var verdict = PodJudge.Judge(Rule, PodJudge.Pod(), null, ("istio-injection", value));

        Assert.Equal(isTold ? ["/metadata"] : [], verdict.Findings.Select(finding => finding.Pointer));
    }

    [Theory]
    [InlineData("kube-public", true)]
    [InlineData("kube-node-lease", true)]
    [InlineData("local-path-storage", true)]
    [InlineData("kube-system", true)]
    [InlineData("kube-public-2", false)]
    public void A_request_in_a_namespace_that_is_never_injected_is_told(string name, bool isTold)
    {
        var pod = PodJudge.Pod(PodJudge.One(Inject, "true"));
        pod = pod with { Metadata = pod.Metadata with { Namespace = name } };

        var verdict = RuleEngine.Evaluate(
            [RuleCatalog.Find(Rule)!], Subject.Of(pod, ""), MeshSnapshot.Empty, EgressPolicy.Default with { PlatformNamespaces = [] });

        Assert.Equal(isTold ? 1 : 0, verdict.Findings.Length);
    }

    [Theory]
    [InlineData("true", 0)]
    [InlineData("false", 1)]
    public void The_pods_own_labels_are_judged_without_its_namespace(string value, int findings)
    {
        var pod = PodJudge.Pod(PodJudge.One(Inject, value));

        var verdict = RuleEngine.Evaluate([RuleCatalog.Find(Rule)!], Subject.Of(pod, ""), MeshSnapshot.Empty, EgressPolicy.Default);

        Assert.Equal(findings, verdict.Findings.Length);
        var omission = Assert.Single(verdict.NotEvaluated);
        Assert.Equal((Rule, "the labels of namespace shop are not known"), (omission.Rule, omission.Missing));
    }
}
