using System.Collections.Immutable;
using EgressGuard.Core.Policy;
using EgressGuard.Core.Policy.Exemptions;
using EgressGuard.Core.Rules;
using EgressGuard.Core.Verdicts;

namespace EgressGuard.Core.Admission;

/// <summary>The kinds of object that tell the guard itself what to do.</summary>
public enum GuardKind
{
    /// <summary>What the operator wants kept.</summary>
    EgressPolicy,

    /// <summary>What is let past some rule for a while.</summary>
    EgressExemption,
}

/// <summary>
/// Judges the guard's own objects with the readers that put them in force, so that what is admitted is what is read. No rule of the
/// catalogue does: neither policy nor exemption nor user softens this. Who may write them is RBAC's business.
/// </summary>
public static class GuardObject
{
    private const string Group = "egressguard.io";

    /// <summary>The guard's own kind of this API group and name, or null.</summary>
    public static GuardKind? Find(string group, string kind) => (group, kind) switch
    {
        (Group, PolicyReader.Kind) => GuardKind.EgressPolicy,
        (Group, ExemptionReader.Kind) => GuardKind.EgressExemption,
        _ => null,
    };

    /// <summary>The verdict on an object that is being written, whole.</summary>
    /// <param name="kind">Its kind.</param>
    /// <param name="utf8Json">The object as UTF-8 JSON; empty when there is none.</param>
    /// <param name="basis">What exemptions must keep to: the policy and the time.</param>
    public static Verdict Judge(GuardKind kind, ReadOnlyMemory<byte> utf8Json, JudgingBasis basis)
    {
        ImmutableArray<PolicyError> errors = utf8Json.IsEmpty
            ? [new PolicyError("", "the request carries no object; send it whole")]
            : kind == GuardKind.EgressPolicy ? PolicyReader.Read(utf8Json).Errors : ErrorsOf(ExemptionReader.Read(utf8Json), basis);
        var info = kind == GuardKind.EgressPolicy ? ReservedRules.InvalidPolicy : ReservedRules.InvalidExemption;
        return errors.IsEmpty ? Verdict.Clean : new Verdict { Findings = [.. errors.Select(error => FindingOf(info, error))] };
    }

    /// <summary>Removal, and what only writes the status, cannot make an object invalid.</summary>
    internal static bool IsJudged(AdmissionRequest request) =>
        request is { SubResource: "", Operation: "CREATE" or "UPDATE" };

    private static ImmutableArray<PolicyError> ErrorsOf(ExemptionReadResult read, JudgingBasis basis)
    {
        const string Place = "/spec/expires";
        return read.Exemption?.StateAt(basis.Now, basis.Policy.Exemptions.MaxLifetime) switch
        {
            null => read.Errors,
            ExemptionState.Expired =>
            [
                new PolicyError(
                    Place,
                    $"{Instant.Write(read.Exemption.Expires)} has passed, so that the exemption exempts nothing; "
                    + "write a later time, or delete the exemption"),
            ],
            ExemptionState.TooLong =>
            [
                new PolicyError(
                    Place,
                    $"{ExemptedFindings.TooLong(read.Exemption, basis.Policy)}, so that the exemption exempts nothing; write an earlier time"
                    + (read.Exemption.Created is null ? "" : ", or delete the exemption and create it anew")),
            ],
            _ => [],
        };
    }

    /// <summary>Readers tell what is wrong and what to do in one sentence; a finding has two.</summary>
    private static Finding FindingOf(RuleInfo info, PolicyError error)
    {
        var advice = error.Problem.LastIndexOf("; ", StringComparison.Ordinal);
        var (problem, remedy) = advice < 0
            ? (error.Problem, $"correct the {info.GuardKind}")
            : (error.Problem[..advice], error.Problem[(advice + 2)..]);
        return new Finding(info.Id, info.Name, RuleAction.Deny, error.Pointer, Sentence(problem), Sentence(remedy));
    }

    private static string Sentence(string clause) =>
        char.ToUpperInvariant(clause[0]) + clause[1..] + (clause[^1] is '.' or '?' ? "" : ".");
}
