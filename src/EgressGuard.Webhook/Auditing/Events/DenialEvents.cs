using System.Text.Json;
using EgressGuard.Core.Admission;
using EgressGuard.Core.Verdicts;

namespace EgressGuard.Webhook.Auditing.Events;

/// <summary>What Events tell of refusals: one for every rule that refused.</summary>
internal static class DenialEvents
{
    private static readonly JsonReaderOptions Options = new() { MaxDepth = 10_000 };

    /// <summary>The Events of an answer; none where it lets the request through, or where nothing would have been stored anyway.</summary>
    public static IEnumerable<GuardEvent> Of(AdmissionAnswer answer)
    {
        var request = answer.Request;
        if (answer.IsAllowed || request.IsDryRun || !answer.Verdict.IsDenied)
        {
            yield break;
        }

        var regarding = Regarding(request);
        var name = request.Name.Length > 0 ? request.Name : "(name to be generated)";
        var isOfCluster = request.Namespace.Length == 0 || request is { Group: "", Kind: "Namespace" };
        var subject = isOfCluster ? $"{request.Kind} {name}" : $"{request.Kind} {request.Namespace}/{name}";
        foreach (var rule in answer.Verdict.Findings.Where(finding => finding.Action == RuleAction.Deny).GroupBy(finding => finding.Rule))
        {
            yield return new GuardEvent(
                "EgressDenied", "Deny", regarding, $"{request.Group}/{subject}/{rule.Key}", Note(request, subject, [.. rule]));
        }
    }

    private static string Note(AdmissionRequest request, string subject, Finding[] findings)
    {
        var first = findings[0];
        var place = first.Pointer.Length == 0 ? "" : $" at {first.Pointer}";
        var more = findings.Length == 1 ? "" : FormattableString.Invariant($" ({findings.Length - 1} more of this rule)");
        return $"{request.Operation} of {subject} was refused: {first.Rule} {first.Name}{place}: {first.Message} Fix: {first.Remedy}{more}";
    }

    /// <summary>
    /// The object, also where it was to be created and is not there: whoever wonders asks for the Events of its namespace, and an Event
    /// about the namespace itself would stand elsewhere.
    /// </summary>
    private static EventObject Regarding(AdmissionRequest request)
    {
        var (apiVersion, uid) = Identify(request.OldObject.IsEmpty ? request.Object : request.OldObject);
        return new EventObject(
            apiVersion,
            request.Kind,
            request is { Group: "", Kind: "Namespace" } ? "" : request.Namespace,
            request.Name,
            request.OldObject.IsEmpty ? "" : uid);
    }

    /// <summary>The group, version and uid, without reading the rest of the object.</summary>
    private static (string ApiVersion, string Uid) Identify(ReadOnlyMemory<byte> utf8Json)
    {
        var (apiVersion, uid) = ("", "");
        try
        {
            var reader = new Utf8JsonReader(utf8Json.Span, Options);
            while (reader.Read())
            {
                if (reader.TokenType != JsonTokenType.PropertyName)
                {
                    continue;
                }

                if (reader.CurrentDepth == 1 && reader.ValueTextEquals("apiVersion"u8))
                {
                    apiVersion = Text(ref reader);
                }
                else if (reader.CurrentDepth == 2 && reader.ValueTextEquals("uid"u8))
                {
                    uid = Text(ref reader);
                }
                else if (!(reader.CurrentDepth == 1 && reader.ValueTextEquals("metadata"u8)))
                {
                    reader.Skip();
                }
            }
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // What cannot be read was refused for that: the Event then names the object only.
        }

        return (apiVersion, uid);
    }

    private static string Text(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.String)
        {
            return reader.GetString()!;
        }

        reader.Skip();
        return "";
    }
}
