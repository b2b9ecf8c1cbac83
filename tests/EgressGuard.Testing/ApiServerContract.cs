using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.RegularExpressions;
using EgressGuard.Core.Admission;

namespace EgressGuard.Testing;

/// <summary>
/// What kube-apiserver demands of a webhook's answer, written from its sources and not from ours (engineering.md 3.1):
/// VerifyAdmissionResponse of admissionreview.go, and what the dispatchers, the warning filter and the audit log do afterwards. Where
/// the API server would drop something silently, this throws: to be dropped is never what we meant.
/// </summary>
public static partial class ApiServerContract
{
    private static readonly string[] ResponseMembers = ["uid", "allowed", "status", "patch", "patchType", "auditAnnotations", "warnings"];

    /// <summary>Reads an HTTP answer as the API server would.</summary>
    /// <param name="phase">The question that was asked.</param>
    /// <param name="uid">The uid of the request.</param>
    /// <param name="status">The HTTP status.</param>
    /// <param name="contentType">The Content-Type header.</param>
    /// <param name="body">The body.</param>
    /// <exception cref="ContractViolationException">The API server would call it a failed call, or lose a part of it.</exception>
    public static ReviewResponse Verify(AdmissionPhase phase, string uid, int status, string? contentType, ReadOnlyMemory<byte> body)
    {
        Demand(status is >= 200 and < 300, $"status {status} is a failed call");
        Demand(
            MediaTypeHeaderValue.TryParse(contentType, out var type) && type.MediaType == "application/json",
            $"content type '{contentType}' has no serializer");
        return Verify(phase, uid, body);
    }

    /// <summary>Reads an AdmissionReview as the API server would.</summary>
    /// <exception cref="ContractViolationException">The API server would call it a failed call, or lose a part of it.</exception>
    public static ReviewResponse Verify(AdmissionPhase phase, string uid, ReadOnlyMemory<byte> body)
    {
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(body, new JsonDocumentOptions { AllowDuplicateProperties = false });
        }
        catch (JsonException exception)
        {
            throw new ContractViolationException("the body is not JSON: " + exception.Message, exception);
        }

        using (document)
        {
            var review = document.RootElement;
            Demand(review.ValueKind == JsonValueKind.Object, "the body is not an object");
            Demand(Text(review, "apiVersion") == "admission.k8s.io/v1", "apiVersion is not admission.k8s.io/v1");
            Demand(Text(review, "kind") == "AdmissionReview", "kind is not AdmissionReview");
            Demand(review.TryGetProperty("response", out var response) && response.ValueKind == JsonValueKind.Object, "there is no response");
            Demand(response.EnumerateObject().All(member => ResponseMembers.Contains(member.Name)), "response has a member that the API does not know");
            Demand(Text(response, "uid") == uid, $"uid '{Text(response, "uid")}' is not '{uid}'");
            Demand(
                response.TryGetProperty("allowed", out var allowed) && allowed.ValueKind is JsonValueKind.True or JsonValueKind.False,
                "allowed is not a boolean");
            return VerifyStatus(response, allowed.GetBoolean()) with
            {
                Patch = VerifyPatch(phase, response, allowed.GetBoolean()),
                Warnings = VerifyWarnings(response),
                AuditAnnotations = VerifyAuditAnnotations(response),
            };
        }
    }

    private static ReviewResponse VerifyStatus(JsonElement response, bool isAllowed)
    {
        var hasStatus = response.TryGetProperty("status", out var status);
        if (isAllowed)
        {
            Demand(!hasStatus, "an allowed response has a status that nobody will see");
            return new ReviewResponse { Allowed = true };
        }

        Demand(hasStatus && status.ValueKind == JsonValueKind.Object, "a denial has no status, so its author sees 'without explanation'");
        Demand(Text(status, "status") == "Failure", "a denial's status is Failure");
        Demand(status.TryGetProperty("code", out var code) && code.TryGetInt32(out _), "a denial has no code");
        Demand(code.GetInt32() is >= 400 and < 600, "a code below 400 would be raised to 400");
        Demand(Text(status, "message") is { Length: > 0 }, "a denial has no message");
        Demand(Text(status, "reason") is { } reason && Reason().IsMatch(reason), "a denial's reason is not a machine-readable word");
        return new ReviewResponse
        {
            Allowed = false,
            Code = code.GetInt32(),
            Reason = Text(status, "reason")!,
            Message = Text(status, "message")!,
        };
    }

    private static JsonElement? VerifyPatch(AdmissionPhase phase, JsonElement response, bool isAllowed)
    {
        var hasPatch = response.TryGetProperty("patch", out var patch);
        var hasType = response.TryGetProperty("patchType", out _);
        Demand(phase == AdmissionPhase.Mutate || (!hasPatch && !hasType), "a validating webhook may have neither patch nor patchType");
        Demand(hasPatch == hasType, "patch and patchType come together or not at all");
        if (!hasPatch)
        {
            return null;
        }

        Demand(isAllowed, "a denial carries a patch");
        Demand(Text(response, "patchType") == "JSONPatch", "patchType is not JSONPatch");
        Demand(patch.ValueKind == JsonValueKind.String && patch.TryGetBytesFromBase64(out _), "patch is not base64");
        try
        {
            using var operations = JsonDocument.Parse(patch.GetBytesFromBase64(), new JsonDocumentOptions { AllowDuplicateProperties = false });
            Demand(operations.RootElement.ValueKind == JsonValueKind.Array, "the patch is not a list");
            Demand(operations.RootElement.GetArrayLength() > 0, "an empty patch is better left out");
            foreach (var operation in operations.RootElement.EnumerateArray())
            {
                VerifyOperation(operation);
            }

            return operations.RootElement.Clone();
        }
        catch (JsonException exception)
        {
            throw new ContractViolationException("the patch is not JSON: " + exception.Message, exception);
        }
    }

    private static void VerifyOperation(JsonElement operation)
    {
        Demand(operation.ValueKind == JsonValueKind.Object, "a patch operation is not an object");
        var (op, hasValue) = (Text(operation, "op"), operation.TryGetProperty("value", out _));
        Demand(op is "add" or "remove" or "replace" or "move" or "copy" or "test", $"'{op}' is not a patch operation");
        Demand(IsPointer(Text(operation, "path")), "path is not a JSON pointer");
        Demand(op is not ("add" or "replace" or "test") || hasValue, $"{op} has no value");
        Demand(op is not ("move" or "copy") || IsPointer(Text(operation, "from")), $"{op} has no JSON pointer in from");
    }

    private static bool IsPointer(string? text) => text is not null && Pointer().IsMatch(text);

    private static List<string> VerifyWarnings(JsonElement response)
    {
        if (!response.TryGetProperty("warnings", out var list))
        {
            return [];
        }

        Demand(list.ValueKind == JsonValueKind.Array, "warnings is not a list");
        var warnings = new List<string>();
        foreach (var item in list.EnumerateArray())
        {
            Demand(item.ValueKind == JsonValueKind.String, "a warning is not a string");
            var warning = item.GetString()!;
            Demand(warning.Length > 0, "an empty warning is dropped");
            Demand(!warning.Any(char.IsControl), "a warning with a control character is dropped");
            Demand(!warnings.Contains(warning), "a warning that is there twice is dropped");
            warnings.Add(warning);
        }

        return warnings;
    }

    private static Dictionary<string, string> VerifyAuditAnnotations(JsonElement response)
    {
        if (!response.TryGetProperty("auditAnnotations", out var members))
        {
            return [];
        }

        Demand(members.ValueKind == JsonValueKind.Object, "auditAnnotations is not an object");
        var annotations = new Dictionary<string, string>();
        foreach (var member in members.EnumerateObject())
        {
            // The API server puts "<webhook name>/" in front, and the whole must be a qualified name with one slash.
            Demand(member.Name.Length <= 63 && AuditKey().IsMatch(member.Name), $"audit key '{member.Name}' is refused");
            Demand(member.Value.ValueKind == JsonValueKind.String, $"audit annotation '{member.Name}' is not a string");
            annotations.Add(member.Name, member.Value.GetString()!);
        }

        return annotations;
    }

    private static string? Text(JsonElement parent, string name) =>
        parent.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static void Demand(bool isSo, string violation)
    {
        if (!isSo)
        {
            throw new ContractViolationException(violation);
        }
    }

    [GeneratedRegex("^[A-Z][A-Za-z]*$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Reason();

    [GeneratedRegex("^(/([^~]|~[01])*)?$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Pointer();

    [GeneratedRegex("^[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex AuditKey();
}
