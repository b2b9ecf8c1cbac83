using EgressGuard.Core.Labels;
using EgressGuard.Core.Rules;
using EgressGuard.Core.Verdicts;

namespace EgressGuard.Core.Admission;

/// <summary>What admission would make of an object that nobody has sent yet: labelled first, then judged, as a CREATE.</summary>
public static class ObjectCheck
{
    /// <summary>The verdict that the API server's two calls would end with.</summary>
    /// <param name="subject">The object as its author wrote it.</param>
    /// <param name="basis">What it is judged by.</param>
    public static Verdict Check(Subject subject, JudgingBasis basis)
    {
        var labelled = LabelInjector.Label(subject, basis.Mesh, basis.Policy);
        return basis.Exempt(labelled, RuleEngine.Evaluate(labelled, basis.Mesh, basis.Policy));
    }
}
