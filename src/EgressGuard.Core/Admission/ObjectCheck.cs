using EgressGuard.Core.Labels;
using EgressGuard.Core.Mesh;
using EgressGuard.Core.Policy;
using EgressGuard.Core.Rules;
using EgressGuard.Core.Verdicts;

namespace EgressGuard.Core.Admission;

/// <summary>What admission would make of an object that nobody has sent yet: labelled first, then judged, as a CREATE.</summary>
public static class ObjectCheck
{
    /// <summary>The verdict that the API server's two calls would end with.</summary>
    /// <param name="subject">The object as its author wrote it.</param>
    /// <param name="mesh">The mesh around it.</param>
    /// <param name="policy">The policy in force.</param>
    public static Verdict Check(Subject subject, MeshSnapshot mesh, EgressPolicy policy) =>
        RuleEngine.Evaluate(LabelInjector.Label(subject, mesh, policy), mesh, policy);
}
