using System.Collections.Immutable;
using System.Text.Json;
using EgressGuard.Core.Patching;

namespace EgressGuard.Core.Policy;

/// <summary>
/// Reads the documents that are the guard's own. It never throws on data and never stops at the first error, and a document with any
/// error is none: half a policy would be a guard with holes.
/// </summary>
internal static class GuardDocument
{
    /// <summary>The <c>apiVersion</c> of every one of them.</summary>
    public const string ApiVersion = "egressguard.io/v1alpha1";

    // Deep enough for the managedFields of a custom resource, which mirror the spec one level at a time.
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = 64 };

    /// <summary>Reads a document.</summary>
    /// <param name="utf8Json">The document as UTF-8 JSON, one value and nothing else.</param>
    /// <param name="kind">The kind that it must say it is.</param>
    /// <param name="readRest">Reads <c>metadata</c> and <c>spec</c>. What it gives counts only when nothing was reported.</param>
    /// <returns>The value, or null and every error in the order in which a reader of the document meets them.</returns>
    public static (T? Value, ImmutableArray<PolicyError> Errors) Read<T>(
        ReadOnlyMemory<byte> utf8Json, string kind, Func<PolicyNode, PolicyNode, T?> readRest)
        where T : class
    {
        var errors = new List<PolicyError>();
        T? value = null;
        try
        {
            using var document = JsonDocument.Parse(utf8Json, Options);
            DocumentText.Check(document.RootElement, "", errors);
            if (errors.Count == 0)
            {
                value = ReadRoot(new PolicyNode(document.RootElement, "", errors), kind, readRest);
            }
        }
        catch (JsonException exception)
        {
            errors.Add(new PolicyError("", $"this is not valid JSON: {Explain(exception)}"));
        }

        if (errors.Count == 0 && value is not null)
        {
            return (value, []);
        }

        var inOrder = Comparer<string>.Create(JsonPointer.Compare);
        return (null, [.. errors.Distinct().OrderBy(error => error.Pointer, inOrder)]);
    }

    private static T? ReadRoot<T>(PolicyNode root, string kind, Func<PolicyNode, PolicyNode, T?> readRest)
        where T : class
    {
        if (root.IsAbsent)
        {
            root.Report($"the document is null; write an object with apiVersion: {ApiVersion} and kind: {kind}");
        }

        if (root.Object() is not { } document)
        {
            return null;
        }

        CheckConstant(document.Take("apiVersion"), ApiVersion);
        CheckConstant(document.Take("kind"), kind);
        var value = readRest(document.Take("metadata"), document.Take("spec"));

        // The guard itself writes the status of a custom resource; nothing in it is an order.
        document.Take("status");
        document.End();
        return value;
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

    private static string Explain(JsonException exception)
    {
        var message = exception.Message;
        var place = message.IndexOf(" LineNumber: ", StringComparison.Ordinal);
        var problem = Quote.Shorten((place < 0 ? message : message[..place]).TrimEnd('.'), longest: 200);
        return exception.LineNumber is { } line ? $"line {line + 1}: {problem}" : problem;
    }
}
