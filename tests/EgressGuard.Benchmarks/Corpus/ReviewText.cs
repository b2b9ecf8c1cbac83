using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using EgressGuard.Core.Model;
using EgressGuard.Core.Policy;

namespace EgressGuard.Benchmarks.Corpus;

/// <summary>Writes a review as an API server does: in one line, in the envelope of a recorded one.</summary>
internal static class ReviewText
{
    private const string Revision = "example.com/revision";

    /// <summary>Go escapes quotation marks with a backslash, and not by their number.</summary>
    private static readonly JsonSerializerOptions LikeGo = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes a review.</summary>
    /// <param name="kind">The kind of its object.</param>
    /// <param name="sample">The object; null for the one that the API server sent.</param>
    /// <param name="isUpdate">Whether it carries an old object, too.</param>
    /// <param name="length">What it is filled up to with managedFields, which API servers write and nobody reads.</param>
    /// <param name="number">What tells it from the others.</param>
    public static byte[] Write(ObjectKind kind, JsonObject? sample, bool isUpdate, int length, int number)
    {
        var review = JsonNode.Parse(File.ReadAllBytes(SourceTree.Fixture(FixtureOf(kind, isUpdate))))!.AsObject();
        var request = review["request"]!.AsObject();
        request["uid"] = $"00000000-0000-4000-8000-{number.ToString("D12", CultureInfo.InvariantCulture)}";
        var now = sample is null ? request["object"]!.AsObject() : Take(request, sample, kind);
        Annotate(now, number.ToString(CultureInfo.InvariantCulture));
        if (isUpdate)
        {
            var before = now.DeepClone().AsObject();
            Annotate(before, "before");
            request["oldObject"] = before;
        }

        Fill(review, now, length);
        return JsonSerializer.SerializeToUtf8Bytes(review, LikeGo);
    }

    private static string FixtureOf(ObjectKind kind, bool isUpdate) => (kind, isUpdate) switch
    {
        (ObjectKind.ServiceEntry, false) => "serviceentry-create.validating",
        (ObjectKind.ServiceEntry, true) => "serviceentry-update.validating",
        (ObjectKind.VirtualService, false) => "virtualservice-create.validating",
        (ObjectKind.VirtualService, true) => "virtualservice-update.validating",
        (ObjectKind.Pod, false) => "pod-create.validating",
        (ObjectKind.Pod, true) => "pod-update.validating",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "No review of this kind was recorded."),
    };

    /// <summary>Puts the object in the place of the recorded one, with the metadata that the API server had added to it.</summary>
    private static JsonObject Take(JsonObject request, JsonObject sample, ObjectKind kind)
    {
        var now = sample.DeepClone().AsObject();
        var metadata = now["metadata"]!.AsObject();
        foreach (var (key, value) in request["object"]!["metadata"]!.AsObject())
        {
            if (key is "creationTimestamp" or "generation" or "managedFields" or "resourceVersion" or "uid")
            {
                metadata[key] = value?.DeepClone();
            }
        }

        Label(metadata, kind);
        request["name"] = (string?)metadata["name"];
        request["namespace"] = (string?)metadata["namespace"];
        request["object"] = now;
        return now;
    }

    /// <summary>The labels that the mutating webhook would have added: the namespaces of all samples have their sidecars injected.</summary>
    private static void Label(JsonObject metadata, ObjectKind kind)
    {
        var labels = metadata["labels"] as JsonObject ?? [];
        foreach (var requirement in EgressPolicy.Default.Labels.Where(requirement => requirement.Kinds.Contains(kind)))
        {
            labels[requirement.Key] = requirement.Value;
        }

        metadata["labels"] = labels;
    }

    private static void Annotate(JsonObject now, string revision)
    {
        var metadata = now["metadata"]!.AsObject();
        var annotations = metadata["annotations"] as JsonObject ?? [];
        annotations[Revision] = revision;
        metadata["annotations"] = annotations;
    }

    private static void Fill(JsonObject review, JsonObject now, int length)
    {
        var missing = length - JsonSerializer.SerializeToUtf8Bytes(review, LikeGo).Length;
        var managed = now["metadata"]!["managedFields"] as JsonArray ?? [];
        now["metadata"]!["managedFields"] = managed;
        for (var entry = 0; missing > 0; entry++)
        {
            var filling = Managed(entry);
            missing -= filling.ToJsonString(LikeGo).Length + 1;
            managed.Add((JsonNode)filling);
        }
    }

    private static JsonObject Managed(int entry) => new()
    {
        ["apiVersion"] = "v1",
        ["fieldsType"] = "FieldsV1",
        ["fieldsV1"] = new JsonObject
        {
            ["f:metadata"] = new JsonObject { ["f:annotations"] = new JsonObject { [$"f:example.com/note-{entry}"] = new JsonObject() } },
        },
        ["manager"] = "controller",
        ["operation"] = "Update",
        ["time"] = "2026-11-20T15:46:15Z",
    };
}
