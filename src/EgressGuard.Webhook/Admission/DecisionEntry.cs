using System.Collections;
using System.Globalization;
using EgressGuard.Core.Admission;

namespace EgressGuard.Webhook.Admission;

/// <summary>
/// A decision as the log has it: a line for people, and every part of it as a field of its own for collectors. What is not in this list
/// is not logged: the object may hold secrets.
/// </summary>
internal sealed class DecisionEntry : IReadOnlyList<KeyValuePair<string, object?>>
{
    private readonly AdmissionAnswer _answer;
    private readonly KeyValuePair<string, object?>[] _fields;
    private readonly string _decision;
    private readonly string _phase;
    private readonly string _rules;
    private readonly string _notEvaluated;
    private readonly double _milliseconds;

    /// <summary>Describes an answer.</summary>
    public DecisionEntry(AdmissionPhase phase, AdmissionAnswer answer, TimeSpan took)
    {
        _answer = answer;
        _decision = answer.IsAllowed ? "allowed" : "denied";
        _phase = phase == AdmissionPhase.Validate ? "validate" : "mutate";
        _rules = Join(answer.Verdict.Findings.Select(finding => finding.Rule));
        _notEvaluated = Join(answer.Verdict.NotEvaluated.Select(omission => omission.Rule));
        _milliseconds = Math.Round(took.TotalMilliseconds, 3);
        var request = answer.Request;
        _fields =
        [
            new("Decision", _decision),
            new("Phase", _phase),
            new("Operation", request.Operation),
            new("Group", request.Group),
            new("Kind", request.Kind),
            new("SubResource", request.SubResource),
            new("Namespace", request.Namespace),
            new("Name", request.Name),
            new("User", request.Username),
            new("DryRun", request.IsDryRun),
            new("Code", (int)answer.Code),
            new("Rules", _rules),
            new("NotEvaluated", _notEvaluated),
            new("Exempted", Join(answer.Verdict.Exempted.Select(exempted => exempted.Finding.Rule + "/" + exempted.Exemption))),
            new("Milliseconds", _milliseconds),
            new("Uid", answer.Uid),
        ];
    }

    /// <inheritdoc/>
    public int Count => _fields.Length;

    /// <inheritdoc/>
    public KeyValuePair<string, object?> this[int index] => _fields[index];

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<string, object?>> GetEnumerator() => ((IEnumerable<KeyValuePair<string, object?>>)_fields).GetEnumerator();

    /// <inheritdoc/>
    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>The line for people.</summary>
    public override string ToString()
    {
        var request = _answer.Request;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{_decision} {_phase} {request.Operation} {KindOf(request)} {NameOf(request)} user={OrDash(request.Username)} code={(int)_answer.Code} "
            + $"rules={OrDash(_rules)} not-evaluated={OrDash(_notEvaluated)} ms={_milliseconds:0.000} uid={_answer.Uid}");
    }

    /// <summary>The kind and the subresource.</summary>
    public static string KindOf(AdmissionRequest request) =>
        request.SubResource.Length == 0 ? request.Kind : $"{request.Kind}/{request.SubResource}";

    /// <summary>The namespace and the name. The API server names a Namespace as the namespace of its own request.</summary>
    public static string NameOf(AdmissionRequest request) => request.Namespace.Length == 0 || request is { Group: "", Kind: "Namespace" }
        ? OrDash(request.Name)
        : $"{request.Namespace}/{OrDash(request.Name)}";

    private static string OrDash(string text) => text.Length == 0 ? "-" : text;

    private static string Join(IEnumerable<string> rules) => string.Join(',', rules.Distinct());
}
