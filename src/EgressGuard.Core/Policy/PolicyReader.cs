using System.Text.Json;
using EgressGuard.Core.Patching;

namespace EgressGuard.Core.Policy;

/// <summary>
/// Reads a policy document (design, policy): the same one from a file, a ConfigMap and the custom resource. It never throws on
/// data and never stops at the first error, and a document with any error is no policy: half a policy would be a guard with holes.
/// </summary>
public static class PolicyReader
{
    /// <summary>The <c>apiVersion</c> of policy documents.</summary>
    public const string ApiVersion = "egressguard.io/v1alpha1";

    /// <summary>The <c>kind</c> of policy documents.</summary>
    public const string Kind = "EgressPolicy";

    // Deep enough for the managedFields of a custom resource, which mirror the spec one level at a time.
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = 64 };

    /// <summary>Reads a document.</summary>
    /// <param name="utf8Json">The document as UTF-8 JSON, one value and nothing else.</param>
    /// <returns>The policy with every default filled in, or every error.</returns>
    public static PolicyReadResult Read(ReadOnlyMemory<byte> utf8Json)
    {
        var errors = new List<PolicyError>();
        EgressPolicy? policy = null;
        try
        {
            using var document = JsonDocument.Parse(utf8Json, Options);
            DocumentText.Check(document.RootElement, "", errors);
            if (errors.Count == 0)
            {
                policy = ReadDocument(new PolicyNode(document.RootElement, "", errors));
            }
        }
        catch (JsonException exception)
        {
            errors.Add(new PolicyError("", $"this is not valid JSON: {Explain(exception)}"));
        }

        if (errors.Count == 0 && policy is not null)
        {
            return PolicyReadResult.Of(policy);
        }

        var inOrder = Comparer<string>.Create(JsonPointer.Compare);
        return PolicyReadResult.Refused([.. errors.Distinct().OrderBy(error => error.Pointer, inOrder)]);
    }

    private static EgressPolicy? ReadDocument(PolicyNode root)
    {
        if (root.IsAbsent)
        {
            root.Report($"the document is null; write an object with apiVersion: {ApiVersion} and kind: {Kind}");
        }

        if (root.Object() is not { } document)
        {
            return null;
        }

        CheckConstant(document.Take("apiVersion"), ApiVersion);
        CheckConstant(document.Take("kind"), Kind);
        var name = ReadName(document.Take("metadata"));
        var policy = PolicySpecReader.Read(document.Take("spec"));

        // The guard itself writes the status of a custom resource; nothing in it is an order.
        document.Take("status");
        document.End();
        return name is null ? policy : policy with { Name = name };
    }

    private static void CheckConstant(PolicyNode node, string expected)
    {
        if (node.IsAbsent)
        {
            node.Report($"this field is missing; write {expected}");
        }
        else if (node.Text() is { } written && written != expected)
        {
            node.Report($"{Quote.Text(written)} is not what this reader knows; write {expected}");
        }
    }

    /// <summary>The name in the metadata. The rest of the metadata is the API server's business.</summary>
    private static string? ReadName(PolicyNode metadata) => metadata.Object()?.Take("name").Text(KubeSyntax.Subdomain);

    private static string Explain(JsonException exception)
    {
        var message = exception.Message;
        var place = message.IndexOf(" LineNumber: ", StringComparison.Ordinal);
        var problem = Quote.Shorten((place < 0 ? message : message[..place]).TrimEnd('.'), longest: 200);
        return exception.LineNumber is { } line ? $"line {line + 1}: {problem}" : problem;
    }
}
