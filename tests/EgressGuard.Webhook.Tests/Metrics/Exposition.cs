namespace EgressGuard.Webhook.Tests.Metrics;

/// <summary>What a scrape gave.</summary>
internal sealed record Exposition(IReadOnlyList<Family> Families)
{
    public Family? Find(string name) => Families.SingleOrDefault(family => family.Name == name);

    /// <summary>The sum of the samples that have these labels, whatever else they have.</summary>
    public double Sum(string name, params (string Label, string Value)[] labels) => Families
        .SelectMany(family => family.Samples)
        .Where(sample => sample.Name == name && labels.All(label => sample.Labels.GetValueOrDefault(label.Label) == label.Value))
        .Sum(sample => sample.Value);
}

/// <summary>One metric: its help, its type and its samples.</summary>
internal sealed record Family(string Name, string Type, string Help, List<Sample> Samples);

/// <summary>One line.</summary>
internal sealed record Sample(string Name, SortedDictionary<string, string> Labels, double Value)
{
    /// <summary>Name and labels, as one text that no other sample has.</summary>
    public string Key { get; } = Name + KeyOf(Labels);

    /// <summary>The labels but one.</summary>
    public string KeyWithout(string label) => KeyOf(Labels.Where(pair => pair.Key != label));

    private static string KeyOf(IEnumerable<KeyValuePair<string, string>> labels) =>
        string.Concat(labels.Select(pair => $"{{{pair.Key.Length}{pair.Key}{pair.Value.Length}{pair.Value}"));
}
