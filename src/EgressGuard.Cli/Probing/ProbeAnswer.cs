using System.Text.RegularExpressions;
using EgressGuard.Kubernetes.Api;

namespace EgressGuard.Cli.Probing;

/// <summary>Reads from the API server's words who refused something.</summary>
internal static partial class ProbeAnswer
{
    /// <summary>Schemas repeat the whole object in their errors.</summary>
    private const int Longest = 240;

    /// <summary>What an error means.</summary>
    /// <param name="error">The error.</param>
    /// <param name="type">The type that was tried.</param>
    public static (ProbeOutcome Outcome, string Detail) Read(ApiError error, ResourceType type)
    {
        if (Denied().IsMatch(error.Message))
        {
            return (ProbeOutcome.RefusedByGuard, string.Join(", ", Rule().Matches(error.Message).Select(match => match.Value).Distinct()));
        }

        if (Unanswered().IsMatch(error.Message))
        {
            return (ProbeOutcome.RefusedByGuard, "it fails closed: EgressGuard did not answer the API server");
        }

        var words = error.Message.Length <= Longest ? error.Message : error.Message[..Longest] + "…";
        return error switch
        {
            { IsNotFound: true } => (ProbeOutcome.NotApplicable, $"the cluster does not serve {type.ApiVersion} {type.Kind}"),
            { IsForbidden: true } when error.Message.Contains(" is forbidden: User ", StringComparison.Ordinal) =>
                (ProbeOutcome.NotApplicable, $"no permission: {words}"),
            { Code: 400 } when error.Message.Contains("does not support dry run", StringComparison.Ordinal) =>
                (ProbeOutcome.NotApplicable, words),
            // Whether there is one of the name is asked after admission.
            { Reason: "AlreadyExists" } => (ProbeOutcome.Admitted, words),
            { Code: >= 500 or 429 } when !error.Message.Contains("webhook", StringComparison.Ordinal) => (ProbeOutcome.NotApplicable, words),
            _ => (ProbeOutcome.RefusedByOthers, words),
        };
    }

    [GeneratedRegex("admission webhook \"[a-z.]+\\.egressguard\\.io\" denied the request", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Denied();

    [GeneratedRegex("failed calling webhook \"[a-z.]+\\.egressguard\\.io\"", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Unanswered();

    [GeneratedRegex("\\bEG[0-9]{3}\\b", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Rule();
}
