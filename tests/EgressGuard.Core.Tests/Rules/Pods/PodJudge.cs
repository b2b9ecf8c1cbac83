using System.Reflection;
using EgressGuard.Core.Mesh;
using EgressGuard.Core.Model;
using EgressGuard.Core.Policy;
using EgressGuard.Core.Rules;
using EgressGuard.Core.Verdicts;

namespace EgressGuard.Core.Tests.Rules.Pods;

/// <summary>Judges pods that a test builds itself.</summary>
internal static class PodJudge
{
    public static IEnumerable<PodRule> Rules => RuleCatalog.All.OfType<PodRule>();

    /// <summary>What one rule says of a pod in the namespace <c>shop</c>.</summary>
    public static Verdict Judge(string rule, Pod pod, EgressPolicy? policy = null, params (string Key, string Value)[] namespaceLabels) =>
        RuleEngine.Evaluate(
            [RuleCatalog.Find(rule)!], Subject.Of(pod, "shop"), MeshWith(namespaceLabels), policy ?? EgressPolicy.Default);

    /// <summary>What a rule says of a pod that stands at <paramref name="root"/> in its object, as in a workload's template.</summary>
    public static IReadOnlyList<Finding> JudgeAt(string root, PodRule rule, Subject subject, MeshSnapshot mesh, EgressPolicy policy)
    {
        var context = new RuleContext(subject, mesh, policy);
        context.Enter(rule.Info, rule.Info.DefaultAction, rule.Info.DefaultAction);
        var pod = (Pod)subject.Object;
        typeof(PodRule)
            .GetMethod("Check", BindingFlags.Instance | BindingFlags.NonPublic, [typeof(PodView), typeof(RuleContext)])!
            .Invoke(rule, [new PodView(pod.Metadata, pod.Spec!, root), context]);
        return context.Findings;
    }

    /// <summary>A pod with one plain container.</summary>
    public static Pod Pod(IReadOnlyDictionary<string, string?>? labels = null, IReadOnlyDictionary<string, string?>? annotations = null) => new()
    {
        Metadata = new ObjectMeta { Name = "web", Namespace = "shop", Labels = labels, Annotations = annotations },
        Spec = new PodSpec { Containers = [new Container { Name = "web", Image = "registry.example.com/web:1.4" }] },
    };

    public static Dictionary<string, string?> One(string key, string? value) => new() { [key] = value };

    private static MeshSnapshot MeshWith((string Key, string Value)[] labels)
    {
        var home = new Namespace
        {
            Metadata = new ObjectMeta { Name = "shop", Labels = labels.ToDictionary(label => label.Key, label => (string?)label.Value) },
        };
        return MeshSnapshot.Empty.With(home, new ObjectRef("", "shop"));
    }
}
