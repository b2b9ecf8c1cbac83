using EgressGuard.Core.Labels;
using EgressGuard.Core.Rules;
using EgressGuard.Core.Verdicts;

namespace EgressGuard.Core.Admission;

/// <summary>What admission would make of an object that nobody has sent: judged as a CREATE.</summary>
public static class ObjectCheck
{
    /// <summary>The verdict that the API server's two calls would end with: labelled first, then judged.</summary>
    /// <param name="subject">The object as its author wrote it.</param>
    /// <param name="basis">What it is judged by.</param>
    public static Verdict Check(Subject subject, JudgingBasis basis) =>
        AsItStands(LabelInjector.Label(subject, basis.Mesh, basis.Policy), basis);

    /// <summary>
    /// The verdict on an object of the cluster just as it is. Nothing is labelled first: a label that admission would have added and that
    /// is not there is a hole, and nobody else looks for it.
    /// </summary>
    /// <param name="subject">The object as the cluster has it.</param>
    /// <param name="basis">What it is judged by.</param>
    public static Verdict AsItStands(Subject subject, JudgingBasis basis) =>
        basis.Exempt(subject, RuleEngine.Evaluate(subject, basis.Mesh, basis.Policy));
}
