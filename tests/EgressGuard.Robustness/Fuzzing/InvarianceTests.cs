using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using EgressGuard.Core.Admission;
using EgressGuard.Core.Model;
using EgressGuard.Core.Tests.Admission;
using EgressGuard.Core.Tests.Oracles;
using EgressGuard.Robustness.Fuzzing.Generating;

namespace EgressGuard.Robustness.Fuzzing;

/// <summary>What means the same has the same answer, word for word.</summary>
public sealed class InvarianceTests
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    [Fact]
    public void The_order_of_members_says_nothing() => Same(500, (@case, pick) => @case with
    {
        // One order for both objects of an update: the API server writes both with one encoder.
        Object = Shuffled(@case.Object, Length.Seed).AsObject(),
        OldObject = @case.OldObject is { } old ? Shuffled(old, Length.Seed).AsObject() : null,
        Mesh = [.. @case.Mesh.Select(item => Shuffled(item, pick.Number(0, 1000)).AsObject())],
    });

    [Fact]
    public void The_order_in_which_the_mesh_was_read_says_nothing() => Same(500, (@case, pick) => @case with
    {
        Mesh = [.. @case.Mesh.OrderBy(_ => pick.Number(0, 1_000_000))],
    });

    [Fact]
    public void The_version_of_the_API_says_nothing() => Same(500, (@case, pick) => @case with
    {
        Object = InAnotherVersion(@case.Object, pick),
        OldObject = @case.OldObject is { } old ? InAnotherVersion(old, pick) : null,
        Mesh = [.. @case.Mesh.Select(item => InAnotherVersion(item, pick))],
    });

    [Fact]
    public void What_the_server_keeps_in_an_object_says_nothing() => Same(500, (@case, pick) => @case with
    {
        Object = Kept(@case.Object, pick),
        OldObject = @case.OldObject is { } old ? Kept(old, pick) : null,
        Mesh = [.. @case.Mesh.Select(item => Kept(item, pick))],
    });

    [Fact]
    public void A_null_member_is_as_good_as_none() => Same(500, (@case, pick) => @case with
    {
        // An update that changes nothing goes through unjudged, and must go on to be one: what was gets no nulls, and what comes only if it differs.
        Object = IsUnchanged(@case) ? @case.Object : WithNulls(@case.Object, pick),
        Mesh = [.. @case.Mesh.Select(item => WithNulls(item, pick))],
    });

    [Fact]
    public void Spaces_and_escapes_say_nothing() => Property.Holds(FuzzCases.All, 500, @case =>
    {
        var expected = Text(@case.Answer(AdmissionPhase.Validate));
        var review = ReviewText.Node(@case);
        foreach (var form in new[] { review.ToJsonString(Indented), EscapedText.Of(review) })
        {
            // An update that changes nothing goes through unjudged; with names in disguise it is judged, which is safe.
            if (form[1] == '"' && @case.OldObject is not null)
            {
                continue;
            }

            Assert.Equal(expected, Text(AdmissionReviewer.Review(AdmissionPhase.Validate, Encoding.UTF8.GetBytes(form), @case.Basis())));
        }
    });

    private static void Same(int count, Func<FuzzCase, Pick, FuzzCase> change) => Property.Holds(FuzzCases.All, count, @case =>
    {
        var changed = change(@case, new Pick(new Random(Length.Seed)));
        foreach (var phase in Enum.GetValues<AdmissionPhase>())
        {
            Assert.Equal(Text(@case.Answer(phase)), Text(changed.Answer(phase)));
        }
    });

    private static string Text(AdmissionAnswer answer)
    {
        var output = new ArrayBufferWriter<byte>();
        answer.WriteTo(output);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }

    /// <summary>With the members in another order, which depends on their names and the salt.</summary>
    private static JsonNode Shuffled(JsonNode node, int salt) => node switch
    {
        JsonObject members => new JsonObject(members
            .OrderBy(member => (uint)(member.Key.Aggregate(salt, (hash, unit) => (hash * 31) + unit) * 0x9E37_79B1))
            .Select(member => KeyValuePair.Create(member.Key, member.Value is { } value ? Shuffled(value, salt) : null))
            .ToList()),
        JsonArray items => new JsonArray([.. items.Select(item => item is null ? null : Shuffled(item, salt))]),
        _ => node.DeepClone(),
    };

    private static JsonObject InAnotherVersion(JsonObject json, Pick pick)
    {
        var (group, kind) = (ObjectKinds.GroupOf((string)json["apiVersion"]!), (string)json["kind"]!);
        var version = pick.One<string>(ServedVersions.All.Single(served => served.Group == group && served.Kind == kind).Versions.Split(' '));
        var copy = json.DeepClone().AsObject();
        copy["apiVersion"] = group.Length == 0 ? version : $"{group}/{version}";
        return copy;
    }

    /// <summary>With what the API server and controllers write, and members that no version has.</summary>
    private static JsonObject Kept(JsonObject json, Pick pick)
    {
        var copy = json.DeepClone().AsObject();
        var metadata = copy["metadata"]!.AsObject();
        metadata["resourceVersion"] = pick.Number(1, 99999).ToString(CultureInfo.InvariantCulture);
        metadata["generation"] = pick.Number(1, 9);
        metadata["managedFields"] = new JsonArray(new JsonObject { ["manager"] = "kubectl", ["fieldsV1"] = new JsonObject { ["f:spec"] = new JsonObject() } });
        copy["status"] = new JsonObject { ["conditions"] = new JsonArray(), ["hosts"] = new JsonArray("*") };
        if (copy["spec"] is JsonObject spec)
        {
            spec["xNobodyReadsThis"] = new JsonObject { ["hosts"] = new JsonArray("*"), ["null"] = null };
        }

        return copy;
    }

    private static bool IsUnchanged(FuzzCase @case) => @case.OldObject is { } old
        && Content(old) == Content(@case.Object)
        && new[] { "labels", "annotations" }.All(member => JsonNode.DeepEquals(old["metadata"]![member], @case.Object["metadata"]![member]));

    /// <summary>Everything but the type, the metadata and the status.</summary>
    private static string Content(JsonObject json) => string.Join(
        ',',
        json.Where(member => member.Key is not ("apiVersion" or "kind" or "metadata" or "status")).Select(member => $"{member.Key}:{member.Value?.ToJsonString()}"));

    private static JsonObject WithNulls(JsonObject json, Pick pick)
    {
        var copy = json.DeepClone().AsObject();
        Shapes.AddNulls(pick, copy);
        return copy;
    }
}
