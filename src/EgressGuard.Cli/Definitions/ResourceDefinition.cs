using System.Text.Json;
using System.Text.Json.Nodes;
using EgressGuard.Yaml;

namespace EgressGuard.Cli.Definitions;

/// <summary>
/// The CustomResourceDefinition of one of the guard's own kinds, made from the JSON Schema that editors use, so that there is one source.
/// </summary>
/// <param name="Kind">The kind.</param>
/// <param name="Plural">Its plural, as in URLs.</param>
/// <param name="Schema">The name of its JSON Schema.</param>
/// <param name="Columns">What <c>kubectl get</c> shows: name, JSON path, type.</param>
internal sealed record ResourceDefinition(string Kind, string Plural, string Schema, (string Name, string Path, string Type)[] Columns)
{
    private const string Age = ".metadata.creationTimestamp";

    /// <summary>The kinds there are.</summary>
    public static IReadOnlyList<ResourceDefinition> All { get; } =
    [
        new(
            "EgressPolicy",
            "egresspolicies",
            "policy-schema.json",
            [("Enforcement", ".spec.enforcement", "string"), ("Accepted", Condition("Accepted"), "string"), ("Age", Age, "date")]),
        new(
            "EgressExemption",
            "egressexemptions",
            "exemption-schema.json",
            [
                ("Rules", ".spec.rules", "string"),
                ("Namespace", ".spec.subjects[0].namespace", "string"),
                ("Subject", ".spec.subjects[0].name", "string"),
                ("Owner", ".spec.owner", "string"),
                ("Expires", ".spec.expires", "string"), // a date is shown as an age, and one to come as <invalid>
                ("Active", Condition("Active"), "string"),
                ("Age", Age, "date"),
            ]),
    ];

    /// <summary>The definition as YAML.</summary>
    public string ToYaml() => ManifestYaml.Write(JsonSerializer.SerializeToUtf8Bytes(ToJson()));

    /// <summary>The definition.</summary>
    public JsonObject ToJson() => new()
    {
        ["apiVersion"] = "apiextensions.k8s.io/v1",
        ["kind"] = "CustomResourceDefinition",
        ["metadata"] = new JsonObject { ["name"] = $"{Plural}.egressguard.io" },
        ["spec"] = new JsonObject
        {
            ["group"] = "egressguard.io",
            ["scope"] = "Cluster",
            ["names"] = new JsonObject
            {
                ["kind"] = Kind,
                ["listKind"] = Kind + "List",
                ["plural"] = Plural,
                ["singular"] = Kind.ToLowerInvariant(),
            },
            ["versions"] = new JsonArray(Version()),
        },
    };

    private JsonObject Version() => new()
    {
        ["name"] = "v1alpha1",
        ["served"] = true,
        ["storage"] = true,
        ["subresources"] = new JsonObject { ["status"] = new JsonObject() },
        ["additionalPrinterColumns"] = new JsonArray([.. Columns.Select(column => new JsonObject
        {
            ["name"] = column.Name,
            ["jsonPath"] = column.Path,
            ["type"] = column.Type,
        })]),
        ["schema"] = new JsonObject { ["openAPIV3Schema"] = ObjectSchema() },
    };

    private JsonObject ObjectSchema()
    {
        using var stream = typeof(ResourceDefinition).Assembly.GetManifestResourceStream(Schema)!;
        var source = JsonNode.Parse(stream)!.AsObject();
        var definitions = source["$defs"]!.AsObject();
        var spec = new StructuralSchema(definitions).Of(definitions["spec"]!.AsObject());
        if (Kind == "EgressExemption")
        {
            var subjects = spec["properties"]!["subjects"]!.AsObject();
            subjects["maxItems"] = 64;
            subjects["items"]!["x-kubernetes-validations"] = SubjectRules();
        }

        var schema = new JsonObject
        {
            ["description"] = source["description"]!.DeepClone(),
            ["type"] = "object",
            ["properties"] = new JsonObject
            {
                ["apiVersion"] = new JsonObject { ["description"] = "The version of this document's form.", ["type"] = "string" },
                ["kind"] = new JsonObject { ["description"] = "What this document is.", ["type"] = "string" },
                ["metadata"] = new JsonObject { ["type"] = "object" }, // nothing else is allowed here, not even a description
                ["spec"] = spec,
                ["status"] = StatusSchema.Create(),
            },
        };
        StructuralSchema.KeepUnknownFields(schema);
        if (source["required"]!.AsArray().Any(name => name!.GetValue<string>() == "spec"))
        {
            schema["required"] = new JsonArray("spec");
        }

        return schema;
    }

    /// <summary>What patterns cannot say of a subject. In CEL <c>namespace</c> is a reserved word, and written so.</summary>
    private static JsonArray SubjectRules() =>
    [
        Rule(
            "(self.kind == 'Namespace') != has(self.__namespace__)",
            "write the one namespace of the objects; only a subject of kind Namespace has none"),
        Rule(
            "!has(self.hosts) || self.kind in ['ServiceEntry', 'VirtualService']",
            "only a ServiceEntry or VirtualService has hosts to compare"),
        Rule("self.kind != 'Gateway' || has(self.group)", "two kinds are called Gateway; write the group, too"),
    ];

    private static JsonObject Rule(string rule, string message) => new() { ["rule"] = rule, ["message"] = message };

    private static string Condition(string type) => $".status.conditions[?(@.type==\"{type}\")].status";
}
