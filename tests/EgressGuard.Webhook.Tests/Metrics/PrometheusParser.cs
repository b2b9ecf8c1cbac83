using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace EgressGuard.Webhook.Tests.Metrics;

/// <summary>
/// A strict reader of the Prometheus text format 0.0.4, written from its description. It refuses what scrapers would forgive, too, so
/// that what passes here passes everywhere.
/// </summary>
internal sealed partial class PrometheusParser
{
    private readonly List<Family> _families = [];
    private Family? _family;
    private (string Name, string Help)? _pendingHelp;

    /// <exception cref="FormatException">The text breaks a rule; the message says which and where.</exception>
    public static Exposition Parse(byte[] utf8)
    {
        string text;
        try
        {
            text = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(utf8);
        }
        catch (DecoderFallbackException exception)
        {
            throw new FormatException("it is not UTF-8", exception);
        }

        if (!text.EndsWith('\n'))
        {
            throw new FormatException("the last line has no end");
        }

        var parser = new PrometheusParser();
        foreach (var line in text[..^1].Split('\n'))
        {
            try
            {
                parser.Read(line);
            }
            catch (FormatException exception)
            {
                throw new FormatException($"{exception.Message}: {line}", exception);
            }
        }

        parser.End();
        return new Exposition(parser._families);
    }

    private void Read(string line)
    {
        if (line.StartsWith("# HELP ", StringComparison.Ordinal))
        {
            Require(_pendingHelp is null, "two HELP lines in a row");
            var (name, help) = Cut(line["# HELP ".Length..]);
            _pendingHelp = (Checked(name, MetricName()), Unescape(help, inValue: false));
        }
        else if (line.StartsWith("# TYPE ", StringComparison.Ordinal))
        {
            var (name, type) = Cut(line["# TYPE ".Length..]);
            Require(_pendingHelp is { } help && help.Name == name, "TYPE without its HELP before it");
            Require(type is "counter" or "gauge" or "histogram", "not a type");
            Require(_families.TrueForAll(family => family.Name != name), "a family that was there before");
            Close();
            _family = new Family(name, type, _pendingHelp!.Value.Help, []);
            _families.Add(_family);
            _pendingHelp = null;
        }
        else
        {
            Require(_pendingHelp is null, "HELP without its TYPE");
            Require(!line.StartsWith('#') && line.Length > 0, "a line that says nothing");
            ReadSample(line);
        }
    }

    private void ReadSample(string line)
    {
        var nameEnd = line.IndexOfAny(['{', ' ']);
        Require(nameEnd > 0, "no sample");
        var name = Checked(line[..nameEnd], MetricName());
        Require(_family is not null, "a sample without a family");
        Require(
            _family!.Type == "histogram"
                ? name == _family.Name + "_bucket" || name == _family.Name + "_sum" || name == _family.Name + "_count"
                : name == _family.Name,
            "a sample of another family");
        var labels = new SortedDictionary<string, string>(StringComparer.Ordinal);
        var place = nameEnd;
        if (line[place] == '{')
        {
            place++;
            do
            {
                var label = LabelAndQuote().Match(line, place);
                Require(label.Success && label.Index == place, "no label");
                place += label.Length;
                var end = place;
                while (end < line.Length && line[end] != '"')
                {
                    end += line[end] == '\\' ? 2 : 1;
                }

                Require(end < line.Length, "a value without an end");
                var labelName = label.Groups["name"].Value;
                Require(!labelName.StartsWith("__", StringComparison.Ordinal), "a reserved label");
                Require(labels.TryAdd(labelName, Unescape(line[place..end], inValue: true)), "a label twice");
                place = end + 1;
                Require(place < line.Length && line[place] is ',' or '}', "labels that do not end");
            }
            while (line[place++] == ',');
        }

        Require(place < line.Length && line[place] == ' ', "no single space before the number");
        var sample = new Sample(name, labels, Number(line[(place + 1)..]));
        Require(_family.Samples.TrueForAll(other => other.Key != sample.Key), "a sample twice");
        Require(_family.Type != "counter" || (sample.Value >= 0 && _family.Name.EndsWith("_total", StringComparison.Ordinal)), "not a counter");
        _family.Samples.Add(sample);
    }

    private void End()
    {
        Require(_pendingHelp is null, "HELP at the end");
        Close();
    }

    private void Close()
    {
        Require(_family is not { Samples.Count: 0 }, "a family without samples");
        if (_family is { Type: "histogram" })
        {
            foreach (var series in _family.Samples.GroupBy(sample => sample.KeyWithout("le")))
            {
                CheckHistogram(_family.Name, [.. series]);
            }
        }
    }

    private static void CheckHistogram(string name, Sample[] series)
    {
        var buckets = series.Where(sample => sample.Name == name + "_bucket").ToArray();
        var bounds = buckets.Select(bucket => Number(bucket.Labels.GetValueOrDefault("le", "x"))).ToArray();
        Require(bounds.Length > 0 && double.IsPositiveInfinity(bounds[^1]), name + ": no last bucket");
        Require(bounds.Zip(bounds.Skip(1)).All(pair => pair.First < pair.Second), name + ": bounds that do not rise");
        Require(buckets.Zip(buckets.Skip(1)).All(pair => pair.First.Value <= pair.Second.Value), name + ": buckets that are not cumulative");
        Require(series.Length == buckets.Length + 2, name + ": not one sum and one count");
        Require(series.Single(sample => sample.Name == name + "_count").Value == buckets[^1].Value, name + ": a count that is not the last bucket's");
        Require(series.Any(sample => sample.Name == name + "_sum"), name + ": no sum");
    }

    private static double Number(string text)
    {
        switch (text)
        {
            case "+Inf":
                return double.PositiveInfinity;
            case "-Inf":
                return double.NegativeInfinity;
            case "NaN":
                return double.NaN;
        }

        return double.Parse(Checked(text, NumberText()), NumberStyles.Float, CultureInfo.InvariantCulture);
    }

    private static string Unescape(string text, bool inValue)
    {
        var result = new StringBuilder();
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] != '\\')
            {
                result.Append(text[i]);
                continue;
            }

            Require(++i < text.Length, "an escape without an end");
            result.Append(text[i] switch
            {
                '\\' => '\\',
                'n' => '\n',
                '"' when inValue => '"',
                _ => throw new FormatException("not an escape"),
            });
        }

        return result.ToString();
    }

    private static (string Name, string Remainder) Cut(string text)
    {
        var space = text.IndexOf(' ', StringComparison.Ordinal);
        Require(space > 0, "nothing after the name");
        return (text[..space], text[(space + 1)..]);
    }

    private static string Checked(string text, Regex form)
    {
        Require(form.IsMatch(text), $"'{text}' is malformed");
        return text;
    }

    private static void Require(bool condition, string otherwise)
    {
        if (!condition)
        {
            throw new FormatException(otherwise);
        }
    }

    [GeneratedRegex(@"\A[a-zA-Z_:][a-zA-Z0-9_:]*\z", RegexOptions.None, 1000)]
    private static partial Regex MetricName();

    [GeneratedRegex("(?<name>[a-zA-Z_][a-zA-Z0-9_]*)=\"", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex LabelAndQuote();

    [GeneratedRegex(@"\A-?[0-9]+(\.[0-9]+)?(E[+-][0-9]+)?\z", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex NumberText();
}
