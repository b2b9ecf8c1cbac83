using System.Collections.Immutable;
using EgressGuard.Core.Admission;
using EgressGuard.Core.Policy;
using EgressGuard.Core.Policy.Exemptions;

namespace EgressGuard.Webhook.Auditing.Status;

/// <summary>What the guard makes of its own objects, by the readers that put them in force.</summary>
internal static class GuardConditions
{
    /// <summary>The definitions of the custom resources take more; nobody reads more.</summary>
    private const int LongestMessage = 4000;

    /// <summary>A policy: <c>Accepted</c> says whether it is valid, <c>Ready</c> whether objects are judged by it.</summary>
    public static ImmutableArray<GuardCondition> OfPolicy(ReadOnlyMemory<byte> utf8Json, string name, GuardObjects all, JudgingBasis basis)
    {
        var problems = Problems(GuardKind.EgressPolicy, utf8Json, basis);
        var accepted = problems.Length == 0
            ? new GuardCondition("Accepted", true, "Valid", "The policy is valid.")
            : new GuardCondition("Accepted", false, "Invalid", problems);
        return [accepted, Ready(name, all, problems.Length == 0)];
    }

    /// <summary>An exemption: <c>Active</c> says whether it lets anything past.</summary>
    public static ImmutableArray<GuardCondition> OfExemption(ReadOnlyMemory<byte> utf8Json, string name, GuardObjects all, JudgingBasis basis)
    {
        if (all.FileExemptions.Contains(name))
        {
            return [Inactive("ReplacedByFile", "The webhook was given a file with an exemption of this name, which counts in place of this one.")];
        }

        var read = ExemptionReader.Read(utf8Json);
        return
        [
            read.Exemption?.StateAt(basis.Now, basis.Policy.Exemptions.MaxLifetime) switch
            {
                null => Inactive("Invalid", Problems(GuardKind.EgressExemption, utf8Json, basis)),
                ExemptionState.Expired => Inactive("Expired", Problems(GuardKind.EgressExemption, utf8Json, basis)),
                ExemptionState.TooLong => Inactive("LifetimeTooLong", Problems(GuardKind.EgressExemption, utf8Json, basis)),
                _ => new GuardCondition("Active", true, "InForce", $"It is in force until {Instant.Write(read.Exemption!.Expires)}."),
            },
        ];
    }

    /// <summary>When the exemption's state changes by itself; null when it does not.</summary>
    public static DateTimeOffset? NextChange(ReadOnlyMemory<byte> utf8Json, DateTimeOffset now) =>
        ExemptionReader.Read(utf8Json).Exemption is { } exemption && exemption.Expires > now ? exemption.Expires : null;

    private static GuardCondition Ready(string name, GuardObjects all, bool isValid) => (all.PolicyName, isValid) switch
    {
        (null, _) => NotReady("PolicyFile", "The webhook was given a policy file, which counts in place of every EgressPolicy of the cluster."),
        var (inForce, _) when inForce != name =>
            NotReady("OtherName", $"Only the EgressPolicy called '{inForce}' counts. Rename this one, or delete it."),
        (_, false) => NotReady("Invalid", "Until it is mended replicas judge by the last good policy that they saw; those that started since, by the built-in one."),
        _ => new GuardCondition("Ready", true, "InForce", "Objects are judged by this policy."),
    };

    private static GuardCondition NotReady(string reason, string message) => new("Ready", false, reason, message);

    private static GuardCondition Inactive(string reason, string message) => new("Active", false, reason, message);

    /// <summary>The words with which admission would refuse the object; "" where it would not.</summary>
    private static string Problems(GuardKind kind, ReadOnlyMemory<byte> utf8Json, JudgingBasis basis)
    {
        var text = string.Join('\n', GuardObject.Judge(kind, utf8Json, basis).Findings.Select(finding =>
            $"{(finding.Pointer.Length == 0 ? "" : finding.Pointer + ": ")}{finding.Message} {finding.Remedy}"));
        if (text.Length <= LongestMessage)
        {
            return text;
        }

        var length = LongestMessage - 1;
        return text[..(char.IsHighSurrogate(text[length - 1]) ? length - 1 : length)] + "…";
    }
}
