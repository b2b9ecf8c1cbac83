namespace EgressGuard.Yaml.Tests;

/// <summary>The golden table of scalars, measured with kubectl 1.32.</summary>
public sealed class ScalarTests
{
    [Theory]
    [InlineData("y Y yes Yes YES on On ON true True TRUE", "true")]
    [InlineData("n N no No NO off Off OFF false False FALSE", "false")]
    [InlineData("~ null Null NULL", "null")]
    [InlineData("2001-12-14", "\"2001-12-14\"")]
    [InlineData("2001-12-14T21:59:43.10-05:00", "\"2001-12-14T21:59:43.10-05:00\"")]
    [InlineData("190:20:30", "\"190:20:30\"")]
    [InlineData("12:30:45", "\"12:30:45\"")]
    [InlineData("1e400", "\"1e400\"")]
    [InlineData("0o17 017", "15")]
    [InlineData("08", "8")]
    [InlineData("09", "9")]
    [InlineData("0x1F", "31")]
    [InlineData("0b101 0b+101", "5")]
    [InlineData("-017", "-15")]
    [InlineData("-0b101 0b-101", "-5")]
    [InlineData("1_000", "1000")]
    [InlineData("1_0.5", "10.5")]
    [InlineData("1_", "1")]
    [InlineData(".5 +.5 .5_0", "0.5")]
    [InlineData("5. +_5", "5")]
    [InlineData("1.e3 1e3", "1000")]
    [InlineData("1E5", "100000")]
    [InlineData("443.0", "443")]
    [InlineData("-0.0 -0 +0 0", "0")]
    [InlineData("9223372036854775807", "9223372036854775807")]
    [InlineData("-9223372036854775808", "-9223372036854775808")]
    [InlineData("12345678901234567890", "12345678901234567000")]
    [InlineData("1e21", "1e+21")]
    [InlineData("1e-7", "1e-7")]
    [InlineData("nULL tRue yEs oN", null)]
    [InlineData("0b2 0o8 0x 1e ._5 _1 .5_ .", null)]
    [InlineData("'yes' \"5\" 'null' \"~\"", null)]
    public void Reads_scalars_as_kubectl_does(string texts, string? json)
    {
        foreach (var text in texts.Split(' '))
        {
            Assert.Equal(json ?? "\"" + text.Trim('\'', '"') + "\"", Manifests.Value(text));
        }
    }

    [Theory]
    [InlineData("!!int \"7\"", "7")]
    [InlineData("!!str 5", "\"5\"")]
    [InlineData("!!binary aGk=", "\"hi\"")]
    [InlineData("!!binary 4oI=", "\"\uFFFD\uFFFD\"")]
    [InlineData("!foo bar", "\"bar\"")]
    [InlineData("! 5", "\"5\"")]
    [InlineData("!!float 5", "5")]
    [InlineData("!!bool 'yes'", "true")]
    [InlineData("!!null ''", "null")]
    [InlineData("!!str", "\"\"")]
    [InlineData("!!timestamp 2001-12-14", "\"2001-12-14\"")]
    [InlineData("!!map [a]", "[\"a\"]")]
    public void Reads_tagged_scalars_as_kubectl_does(string yaml, string json) => Assert.Equal(json, Manifests.Value(yaml));

    [Theory]
    [InlineData("!!int x", "f.yaml:2:4: 'x' cannot be read as tag:yaml.org,2002:int; remove the tag or mend the value")]
    [InlineData("!!float 18446744073709551615", "f.yaml:2:4: '18446744073709551615' cannot be read as tag:yaml.org,2002:float; remove the tag or mend the value")]
    [InlineData("!!binary '%'", "f.yaml:2:4: '%' cannot be read as tag:yaml.org,2002:binary; remove the tag or mend the value")]
    [InlineData("!!timestamp x", "f.yaml:2:4: 'x' cannot be read as tag:yaml.org,2002:timestamp; remove the tag or mend the value")]
    [InlineData(".inf", "f.yaml:2:4: infinity and not-a-number do not exist in JSON, and kubectl refuses them; put the word in quotes")]
    [InlineData("[-.Inf]", "f.yaml:2:5: infinity and not-a-number do not exist in JSON, and kubectl refuses them; put the word in quotes")]
    [InlineData(".nan", "f.yaml:2:4: infinity and not-a-number do not exist in JSON, and kubectl refuses them; put the word in quotes")]
    public void Rejects_scalars_that_kubectl_rejects(string yaml, string message) => Assert.Equal(message, Manifests.Message($"kind: A\nv: {yaml}\n"));

    [Theory]
    [InlineData("no", "false")]
    [InlineData("1.5", "1.5")]
    [InlineData("0x10", "16")]
    [InlineData("1e100", ".inf")]
    [InlineData("16777217.0", "1.6777216e+07")]
    [InlineData("1000000.0", "1e+06")]
    [InlineData("123456.0", "123456")]
    [InlineData("0.0001", "0.0001")]
    [InlineData("0.00001", "1e-05")]
    [InlineData("-0.0", "-0")]
    [InlineData(".nan", ".nan")]
    [InlineData("2001-01-01", "2001-01-01")]
    [InlineData("<<x", "<<x")]
    [InlineData("'<<'", "<<")]
    public void Reads_keys_as_kubectl_does(string key, string name) => Assert.Equal($$"""{"{{name}}":1}""", Manifests.Value($"{{{key}: 1}}"));

    [Theory]
    [InlineData("null: 1", "f.yaml:2:5: a key is empty or null, which kubectl refuses; name it, or put the word in quotes")]
    [InlineData("? : 1", "f.yaml:2:7: a key is empty or null, which kubectl refuses; name it, or put the word in quotes")]
    [InlineData("[a]: 1", "f.yaml:2:5: a mapping or a list stands as a key, which kubectl refuses; in templates, put {{ … }} in quotes")]
    [InlineData("{ .Values.x }", "f.yaml:2:5: a mapping or a list stands as a key, which kubectl refuses; in templates, put {{ … }} in quotes")]
    [InlineData("12345678901234567890: 1", "f.yaml:2:5: the number is too large for a key, which kubectl refuses; put it in quotes")]
    [InlineData("!!binary /w==: 1", "f.yaml:2:5: the bytes are not UTF-8 and cannot be a key; write the key as text")]
    [InlineData("1: a, '1': b", "f.yaml:2:11: the key '1' is written in two ways that become one name, and kubectl picks one at random; remove one")]
    [InlineData("16777216.0: a, 16777217.0: b", "f.yaml:2:20: the key '1.6777216e+07' is written in two ways that become one name, and kubectl picks one at random; remove one")]
    public void Rejects_keys_that_kubectl_rejects_or_throws_dice_for(string entries, string message) =>
        Assert.Equal(message, Manifests.Message($"kind: A\nv: {{{entries}}}\n"));

    [Theory]
    [InlineData(0.1 + 0.2, "0.30000000000000004")]
    [InlineData(123456789012345680000d, "123456789012345680000")]
    [InlineData(1e21, "1e+21")]
    [InlineData(0.000001, "0.000001")]
    [InlineData(0.0000001, "1e-7")]
    [InlineData(-1.5e-9, "-1.5e-9")]
    [InlineData(5e-324, "5e-324")]
    [InlineData(1.7976931348623157e308, "1.7976931348623157e+308")]
    public void Writes_floats_as_Go_does(double value, string text) => Assert.Equal(text, GoNumber.Json(value));
}
