using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using EgressGuard.Cli.Definitions;
using EgressGuard.Core.Policy;
using EgressGuard.Core.Policy.Exemptions;
using EgressGuard.Yaml;

namespace EgressGuard.Cli.Tests.Definitions;

/// <summary>The definitions that are installed say what the readers take, and the API server takes the definitions.</summary>
public sealed class ResourceDefinitionTests
{
    private const string Exemption = """
        apiVersion: egressguard.io/v1alpha1
        kind: EgressExemption
        metadata: {name: legacy-batch}
        spec:
          rules: [EG302, EG102]
          subjects:
          - {kind: Pod, namespace: shop, name: legacy-batch-*}
          - {kind: ServiceEntry, group: networking.istio.io, namespace: shop, name: partner, hosts: ["*.example.com", api.example.org]}
          - {kind: Namespace, name: shop}
          owner: team-shop <shop@example.com>
          reason: The batch job needs the network of its node until it is moved.
          ticket: SHOP-12
          expires: "2026-12-31T00:00:00.5+01:00"
        """;

    private static readonly string[] Keywords =
    [
        "description", "type", "format", "properties", "items", "additionalProperties", "required", "enum", "pattern", "not", "oneOf",
        "minLength", "maxLength", "minimum", "maximum", "minItems", "maxItems", "minProperties", "maxProperties",
        "x-kubernetes-validations", "x-kubernetes-list-type", "x-kubernetes-list-map-keys",
        "x-kubernetes-preserve-unknown-fields",
    ];

    public static TheoryData<string> Plurals => [.. ResourceDefinition.All.Select(definition => definition.Plural)];

    [Theory]
    [MemberData(nameof(Plurals))]
    public void The_file_that_is_installed_is_what_the_command_prints(string plural)
    {
        var run = CommandLine.Run("crds", plural);

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Equal(File.ReadAllText(Path.Combine(Root(), "deploy", "crds", plural + ".yaml")), run.Output);
    }

    [Fact]
    public void Without_a_name_both_are_printed_and_they_read_back()
    {
        var manifests = ManifestReader.Read(Encoding.UTF8.GetBytes(CommandLine.Run("crds").Output), "crds").ToList();

        Assert.Equal(ResourceDefinition.All.Count, manifests.Count);
        Assert.All(manifests.Zip(ResourceDefinition.All), pair =>
            Assert.True(JsonNode.DeepEquals(pair.Second.ToJson(), JsonNode.Parse(pair.First.Json.Span))));
    }

    [Theory]
    [MemberData(nameof(Plurals))]
    public void Every_value_is_typed_described_and_bounded(string plural) => Assert.All(Nodes(Schema(plural), "", isMember: true), node =>
    {
        var (place, schema, isMember) = node;
        Assert.Empty(schema.Select(member => member.Key).Except(Keywords));
        var type = schema["type"]?.GetValue<string>();
        Assert.True(type is not null, place);
        if (place == "/metadata")
        {
            // The API server refuses anything else here, a description included.
            Assert.Equal(["type"], schema.Select(member => member.Key));
            return;
        }

        Assert.True(!isMember || schema.ContainsKey("description"), $"{place} has no description.");
        Assert.False(schema.ContainsKey("properties") && schema.ContainsKey("additionalProperties"), place);
        if (place is not ("/apiVersion" or "/kind"))
        {
            Assert.True(
                type switch
                {
                    "string" => schema.ContainsKey("maxLength") || schema.ContainsKey("enum"),
                    "array" => schema.ContainsKey("maxItems"),
                    "object" => schema.ContainsKey("properties") || schema.ContainsKey("maxProperties"),
                    _ => true,
                },
                $"{place} has no bound.");
        }
    });

    [Theory]
    [MemberData(nameof(Plurals))]
    public void Misspelled_fields_reach_the_reader_which_refuses_them(string plural) => Assert.All(Nodes(Schema(plural), "", isMember: true), node =>
        Assert.Equal(
            node.Schema.ContainsKey("properties") && !node.Place.StartsWith("/status", StringComparison.Ordinal),
            node.Schema.ContainsKey("x-kubernetes-preserve-unknown-fields")));

    [Fact]
    public void The_status_is_a_subresource_and_columns_tell_state_owner_and_end()
    {
        Assert.All(ResourceDefinition.All, definition => Assert.NotNull(Version(definition.Plural)["subresources"]!["status"]));
        Assert.Equal(["Enforcement", "Accepted", "Age"], Columns("egresspolicies"));
        Assert.Equal(["Rules", "Namespace", "Subject", "Owner", "Expires", "Active", "Age"], Columns("egressexemptions"));
    }

    [Theory]
    [MemberData(nameof(Plurals))]
    public void Patterns_are_RE2(string plural) => Assert.All(
        Nodes(Schema(plural), "", isMember: true).Select(node => node.Schema["pattern"]?.GetValue<string>()).OfType<string>(),
        pattern => Assert.DoesNotMatch(@"\(\?[!=<]|\\[1-9]", pattern));

    [Theory]
    [InlineData("egresspolicies", "policy-schema.json")]
    [InlineData("egressexemptions", "exemption-schema.json")]
    public void The_fields_are_those_that_the_reader_knows(string plural, string schema)
    {
        var editors = schema == "policy-schema.json" ? PolicySchema.Load() : PolicySchema.LoadExemptions();
        var known = editors.Objects().Where(item => item.Place.Length > 0).ToDictionary(item => item.ToString(), item => string.Join(' ', item.Properties));

        var defined = Nodes(Schema(plural)["properties"]!["spec"]!.AsObject(), "/spec", isMember: true)
            .Where(node => node.Schema.ContainsKey("properties"))
            .ToDictionary(node => node.Place, node => string.Join(' ', node.Schema["properties"]!.AsObject().Select(member => member.Key)));

        Assert.Equal(known.OrderBy(entry => entry.Key, StringComparer.Ordinal), defined.OrderBy(entry => entry.Key, StringComparer.Ordinal));
    }

    [Fact]
    public void The_schema_of_exemptions_has_exactly_the_fields_that_the_reader_knows() => Assert.All(PolicySchema.LoadExemptions().Objects(), item =>
    {
        const string Unknown = "zzzzzzzzzzzzzzzzzzzzzz";
        var document = item.Around(new JsonObject { [Unknown] = 1 });
        (document["apiVersion"], document["kind"]) = (PolicyReader.ApiVersion, ExemptionReader.Kind);

        var problems = ExemptionReader.Read(JsonSerializer.SerializeToUtf8Bytes(document)).Errors.Select(error => error.Problem);

        Assert.Contains($"unknown field '{Unknown}'; the fields here are {string.Join(", ", item.Properties)}", problems);
    });

    [Fact]
    public void The_definitions_take_what_the_readers_take()
    {
        Assert.Empty(Validate("egresspolicies", CommandLine.Run("policy", "default").Output));
        Assert.Empty(Validate("egressexemptions", Exemption));
        Assert.Empty(PolicySchema.LoadExemptions().Validate(Json(Exemption)));
        Assert.Empty(ExemptionReader.Read(Json(Exemption)).Errors);
    }

    [Theory]
    [InlineData("EG302, EG102", "EG001")]
    [InlineData("EG302, EG102", "\"*\"")]
    [InlineData("EG302, EG102", "")]
    [InlineData("legacy-batch-*", "\"*\"")]
    [InlineData("legacy-batch-*", "Legacy")]
    [InlineData("namespace: shop", "namespace: \"*\"")]
    [InlineData("owner: team-shop <shop@example.com>", "owner: ' '")]
    [InlineData("api.example.org", "\"*\"")]
    [InlineData("2026-12-31T00:00:00.5+01:00", "2026-12-31")]
    public void The_definition_refuses_what_the_reader_refuses(string part, string wrong)
    {
        var yaml = Exemption.Replace(part, wrong, StringComparison.Ordinal);
        Assert.NotEmpty(ExemptionReader.Read(Json(yaml)).Errors);

        Assert.NotEmpty(Validate("egressexemptions", yaml));
        Assert.NotEmpty(PolicySchema.LoadExemptions().Validate(Json(yaml)));
    }

    private static List<string> Validate(string plural, string yaml)
    {
        using var schema = JsonDocument.Parse(Schema(plural).ToJsonString());
        return new PolicySchema(schema.RootElement).Validate(Json(yaml));
    }

    private static ReadOnlyMemory<byte> Json(string yaml) => Assert.Single(ManifestReader.Read(Encoding.UTF8.GetBytes(yaml), "test")).Json;

    private static IEnumerable<string> Columns(string plural) =>
        Version(plural)["additionalPrinterColumns"]!.AsArray().Select(column => column!["name"]!.GetValue<string>());

    private static JsonObject Schema(string plural) => Version(plural)["schema"]!["openAPIV3Schema"]!.AsObject();

    private static JsonObject Version(string plural) =>
        ResourceDefinition.All.Single(definition => definition.Plural == plural).ToJson()["spec"]!["versions"]![0]!.AsObject();

    private static IEnumerable<(string Place, JsonObject Schema, bool IsMember)> Nodes(JsonObject schema, string place, bool isMember)
    {
        yield return (place, schema, isMember);
        var below = (schema["properties"]?.AsObject() ?? []).Select(member => (Place: $"{place}/{member.Key}", Schema: member.Value!.AsObject(), IsMember: true));
        below = schema["items"] is JsonObject items ? below.Append(($"{place}/[]", items, false)) : below;
        below = schema["additionalProperties"] is JsonObject values ? below.Append(($"{place}/EG101", values, false)) : below;
        foreach (var node in below.SelectMany(child => Nodes(child.Schema, child.Place, child.IsMember)))
        {
            yield return node;
        }
    }

    private static string Root()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(directory!.FullName, "EgressGuard.sln")))
        {
            directory = directory.Parent;
        }

        return directory.FullName;
    }
}
