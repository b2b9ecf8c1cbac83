using System.Text.Json.Nodes;

namespace EgressGuard.Cli.Definitions;

/// <summary>The status of the guard's own kinds: the conditions that Kubernetes tools know, shaped as meta/v1 Condition.</summary>
internal static class StatusSchema
{
    /// <summary>The schema.</summary>
    public static JsonObject Create() => new()
    {
        ["description"] = "What the guard made of it. Written by the guard; never read.",
        ["type"] = "object",
        ["properties"] = new JsonObject
        {
            ["observedGeneration"] = Generation("The generation that the guard has read last."),
            ["conditions"] = new JsonObject
            {
                ["description"] = "One condition of each type.",
                ["type"] = "array",
                ["maxItems"] = 8,
                ["x-kubernetes-list-type"] = "map",
                ["x-kubernetes-list-map-keys"] = new JsonArray("type"),
                ["items"] = Condition(),
            },
        },
    };

    private static JsonObject Condition() => new()
    {
        ["description"] = "One aspect of the state.",
        ["type"] = "object",
        ["required"] = new JsonArray("type", "status", "lastTransitionTime", "reason", "message"),
        ["properties"] = new JsonObject
        {
            ["type"] = Text("What the condition is about.", 316),
            ["status"] = new JsonObject
            {
                ["description"] = "Whether it holds.",
                ["type"] = "string",
                ["enum"] = new JsonArray("True", "False", "Unknown"),
            },
            ["reason"] = Text("Why, in one word for programs.", 1024),
            ["message"] = new JsonObject { ["description"] = "Why, for people.", ["type"] = "string", ["maxLength"] = 32768 },
            ["lastTransitionTime"] = new JsonObject
            {
                ["description"] = "Since when.",
                ["type"] = "string",
                ["format"] = "date-time",
                ["maxLength"] = 40,
            },
            ["observedGeneration"] = Generation("The generation that the condition is about."),
        },
    };

    private static JsonObject Text(string description, int maxLength) => new()
    {
        ["description"] = description,
        ["type"] = "string",
        ["minLength"] = 1,
        ["maxLength"] = maxLength,
    };

    private static JsonObject Generation(string description) => new()
    {
        ["description"] = description,
        ["type"] = "integer",
        ["format"] = "int64",
        ["minimum"] = 0,
    };
}
