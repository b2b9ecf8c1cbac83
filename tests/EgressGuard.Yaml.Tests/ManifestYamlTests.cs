using System.Text.Json.Nodes;

namespace EgressGuard.Yaml.Tests;

/// <summary>What is written as YAML is read back as the same JSON.</summary>
public sealed class ManifestYamlTests
{
    private static readonly string[] Troublemakers =
    [
        "", "~", "null", "true", "Yes", "no", "off", "y", "n", "0", "-1", "1.5", "1e3", ".5", ".inf", "0x1F", "0o17", "017", "0b11", "1_000",
        "12:30", "2024-01-01", "2024-01-01T00:00:00Z", "<<", "=", "-", "- a", "---", "...", "?", "? a", ":", "a: b", "a:", "a #b", "#", "&a",
        "*", "*.example.com", "!tag", "|", ">", "'", "\"", "%", "@", "`", "{", "{}", "[", "[]", ",", " a", "a ", "\ta", "a\tb", "a\nb", "a\nb\n",
        "a\n\n b", "\na", "a\n\n", "a \nb", "a\r\nb", "\n", "\u0085", "\u2028", "\uFEFF", "\u0007", "\u007f", "😀", "a\n😀\n", "a\\nb", "//", "a---\n---\nb",
        "10.0.0.0/8", "istio/proxyv2:1.25", "system:serviceaccount:x:y", "100%", "a\n...\nb", "#!/bin/sh\nexit 0\n", "key: |\n  text\n",
    ];

    [Fact]
    public void Reads_back_every_text_that_YAML_could_take_for_something_else() => Assert.All(Troublemakers, text =>
    {
        AssertComesBack(new JsonObject { ["kind"] = "A", ["value"] = text, ["list"] = new JsonArray(text, new JsonArray(text)) });
        AssertComesBack(new JsonObject { ["kind"] = "A", ["map"] = new JsonObject { [text] = 1, ["z" + text] = new JsonObject { [text] = text } } });
    });

    [Fact]
    public void Reads_back_any_value()
    {
        for (var seed = 0; seed < 1000; seed++)
        {
            AssertComesBack(new JsonObject { ["kind"] = "A", ["v"] = RandomValue.Container(new Random(seed), 0) });
        }
    }

    [Fact]
    public void Reads_back_keys_longer_than_a_reader_looks() => AssertComesBack(new JsonObject
    {
        ["kind"] = "A",
        ["m"] = new JsonArray(new JsonObject { [new string('k', 3000)] = new JsonObject { [new string('"', 1100)] = 1 } }),
    });

    [Fact]
    public void Writes_as_kubectl_prints()
    {
        var manifest = Manifests.Single("""
            {"apiVersion":"v1","kind":"Pod","metadata":{"name":"web","labels":{"on":"yes","app":"web"},"annotations":{}},
             "spec":{"containers":[{"name":"a","image":"nginx:1.27","args":["--port","8080"],"command":["sh","-c","a\nb\n"]}],"list":[[1,2.5],[]],"none":null}}
            """);

        Assert.Equal(
            """
            apiVersion: v1
            kind: Pod
            metadata:
              name: web
              labels:
                "on": "yes"
                app: web
              annotations: {}
            spec:
              containers:
              - name: a
                image: nginx:1.27
                args:
                - "--port"
                - "8080"
                command:
                - sh
                - "-c"
                - |
                  a
                  b
              list:
              - - 1
                - 2.5
              - []
              none: null

            """.ReplaceLineEndings("\n"),
            ManifestYaml.Write(manifest.Json));
    }

    private static void AssertComesBack(JsonObject value)
    {
        var json = Manifests.Single(value.ToJsonString()).Json;
        var yaml = ManifestYaml.Write(json);
        var back = Manifests.Single(yaml);
        Assert.True(json.Span.SequenceEqual(back.Json.Span), $"{value.ToJsonString()}\nwas written as\n{yaml}\nand read as\n{back.Json()}");
        Assert.Empty(back.Issues);
    }
}
