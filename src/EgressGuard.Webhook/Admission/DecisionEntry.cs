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
    private readonly string _decision;
    private readonly string _phase;
    private readonly string _rules;
    private readonly string _notEvaluated;
    private readonly double _milliseconds;
    private KeyValuePair<string, object?>[]? _fields;

    /// <summary>Describes an answer.</summary>
    public DecisionEntry(AdmissionPhase phase, AdmissionAnswer answer, TimeSpan took)
    {
        _answer = answer;
        _decision = answer.IsAllowed ? "allowed" : "denied";
        _phase = phase == AdmissionPhase.Validate ? "validate" : "mutate";
        _rules = RuleList.Of(answer.Verdict.Findings);
        _notEvaluated = RuleList.Of(answer.Verdict.NotEvaluated);
        _milliseconds = Math.Round(took.TotalMilliseconds, 3);
    }

    /// <summary>Made when they are asked for: a log for people has only the line.</summary>
    private KeyValuePair<string, object?>[] Fields => _fields ??= FieldsOf(_answer.Request);

    /// <inheritdoc/>
    public int Count => Fields.Length;

    /// <inheritdoc/>
    public KeyValuePair<string, object?> this[int index] => Fields[index];

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<string, object?>> GetEnumerator() => ((IEnumerable<KeyValuePair<string, object?>>)Fields).GetEnumerator();

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

    private KeyValuePair<string, object?>[] FieldsOf(AdmissionRequest request) =>
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
        new("Code", (int)_answer.Code),
        new("Rules", _rules),
        new("NotEvaluated", _notEvaluated),
        new("Exempted", RuleList.Of(_answer.Verdict.Exempted)),
        new("Milliseconds", _milliseconds),
        new("Uid", _answer.Uid),
    ];

    private static string OrDash(string text) => text.Length == 0 ? "-" : text;
}
